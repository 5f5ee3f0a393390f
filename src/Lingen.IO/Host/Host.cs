// The one object of a VM behind which everything lies that touches the host: files, ports, terminal, signals.
// Families of state are in partial files beside the code that uses them.
namespace Lingen.IO;

/// <summary>The outer world of one VM. <see cref="Attach"/> gives a VM its host.</summary>
public sealed partial class Host : HostLayer
{
    public VirtualMachine Vm { get; }

    /// <summary>The files that the executable carries, if it carries any.</summary>
    public IVirtualFiles? VirtualFiles { get; set; }

    /// <summary>The folder whose erl and kin are this executable: what code:root_dir() gives, unless that is a release.</summary>
    public string? ProgramRoot { get; set; }

    private Host(VirtualMachine vm) => Vm = vm;

    /// <summary>Creates the host of a VM; the first step of starting one that is to have files and ports.</summary>
    public static Host Attach(VirtualMachine vm)
    {
        var host = new Host(vm);
        vm.Host = host;
        return host;
    }

    /// <summary>The host of a VM that has one.</summary>
    public static Host Of(VirtualMachine vm) => (Host)vm.Host!;
}
