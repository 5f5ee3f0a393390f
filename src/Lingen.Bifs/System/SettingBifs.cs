// BIFs that only tell a setting of the emulator to the libraries.
namespace Lingen.Bifs;

/// <summary>Settings from the command line as the kernel and stdlib ask for them.</summary>
public static class SettingBifs
{
    /// <summary>What +pc says: the characters that count as printable.</summary>
    [Bif("io", "printable_range")]
    public static Term PrintableRange(ref BifContext context) =>
        context.Vm.Options.PrintableUnicode ? Atoms.Unicode : Atoms.Latin1;

    /// <summary>What +W says: how warnings are logged.</summary>
    [Bif("error_logger", "warning_map")]
    public static Term WarningMap(ref BifContext context) => Term.Atom(context.Vm.Options.WarningMap);

    /// <summary>Whether the node of a process takes unicode I/O requests: every node does since R13.</summary>
    [Bif("net_kernel", "dflag_unicode_io")]
    public static Term UnicodeIo(ref BifContext context, Term pid) => pid.IsPid ? Atoms.True : context.BadArg();
}
