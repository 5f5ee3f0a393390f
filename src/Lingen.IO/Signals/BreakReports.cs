// What the break menu and a crash dump tell about the VM. Processes go on running meanwhile, so figures are those of a moment.
using System.Globalization;
using System.Text;

namespace Lingen.IO;

/// <summary>Texts about the state of a VM.</summary>
internal static unsafe class BreakReports
{
    private const string EmulatorVersion = "15.2.7";

    public static Term[] Pids(Host host)
    {
        var pids = new List<Term>();
        Epochs.Enter();
        for (int slot = 0; slot < host.Vm.Processes.SlotCount; slot++)
        {
            Process* process = host.Vm.Processes.At(slot);
            if (process != null)
            {
                pids.Add(process->Pid);
            }
        }
        Epochs.Exit();
        return pids.OrderBy(pid => pid.Bits).ToArray();
    }

    private static string PidText(Term pid) => $"<0.{LocalPid.Number(pid)}.{LocalPid.Serial(pid)}>";

    /// <summary>One process in the form of a crash dump's section.</summary>
    public static string Process(Host host, Term pid)
    {
        var text = new StringBuilder();
        Epochs.Enter();
        Process* process = host.Vm.Processes.Find(pid);
        if (process != null)
        {
            text.Append(CultureInfo.InvariantCulture, $"=proc:{PidText(pid)}\n");
            text.Append(CultureInfo.InvariantCulture, $"State: {(process->IsExiting ? "Exiting" : "Waiting")}\n");
            Term name = host.Vm.Names.All().FirstOrDefault(name => host.Vm.Names.WhereIs(name) == pid);
            if (!name.IsNone)
            {
                text.Append(CultureInfo.InvariantCulture, $"Name: {AtomTable.Name(name)}\n");
            }
            text.Append(CultureInfo.InvariantCulture, $"Message queue length: {process->MessageCount}\n");
            text.Append(CultureInfo.InvariantCulture, $"Reductions: {process->Reductions}\n");
            long words = process->Memory.End - process->Memory.Start;
            text.Append(CultureInfo.InvariantCulture, $"Stack+heap: {words}\n");
        }
        Epochs.Exit();
        return text.ToString();
    }

    public static string Processes(Host host)
    {
        var text = new StringBuilder("\n");
        foreach (Term pid in Pids(host))
        {
            text.Append(Process(host, pid));
        }
        return text.Append(Ports(host)).ToString();
    }

    public static string Ports(Host host)
    {
        var text = new StringBuilder();
        foreach (Port port in host.AllPorts())
        {
            text.Append(CultureInfo.InvariantCulture, $"=port:#Port<0.{port.Number}>\n");
            text.Append(CultureInfo.InvariantCulture, $"Slot: {port.Number * 8}\nConnected: {PidText(port.Owner)}\n");
            text.Append(
                CultureInfo.InvariantCulture,
                $"Input: {port.InputBytes}\nOutput: {port.OutputBytes}\nPort controls linked-in driver: {port.Name}\n"
            );
        }
        return text.ToString();
    }

    public static string Information(Host host)
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return $"=memory\ntotal: {self.WorkingSet64}\n=atoms\nused: {AtomTable.Count}\nlimit: {AtomTable.Limit}\n"
            + $"=processes\nused: {host.Vm.Processes.Count}\nlimit: {host.Vm.Processes.Limit}\n=ports\nused: {host.PortCount}\n";
    }

    public static string Loaded(Host host)
    {
        var text = new StringBuilder();
        foreach (ModuleSlot slot in host.Vm.Code.Slots.OrderBy(slot => AtomTable.Name(slot.Name), StringComparer.Ordinal))
        {
            string old = slot.Old != null ? " (old code too)" : "";
            if (slot.Current != null || slot.Old != null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{AtomTable.Name(slot.Name)}{old}\n");
            }
        }
        return text.ToString();
    }

    public static string Version(Host host) => $"Erlang (Lingen) emulator version {EmulatorVersion}\n";

    public static string Distribution(Host host)
    {
        string name = AtomTable.Name(host.Vm.NodeName);
        return host.Vm.NodeName == Atoms.NonodeAtNohost ? "=no_distribution\n" : $"=node:'{name}'\n";
    }

    public static string Tables(Host host) => "=ets: see ets:i() in the shell\n";

    /// <summary>Writes a crash dump to $ERL_CRASH_DUMP or ./erl_crash.dump, as much of it as we know; says so on standard error.</summary>
    public static void CrashDump(Host host, string slogan)
    {
        if (Environment.GetEnvironmentVariable("ERL_CRASH_DUMP_SECONDS") == "0")
        {
            return;
        }
        string path = Environment.GetEnvironmentVariable("ERL_CRASH_DUMP") is { Length: > 0 } named ? named : "erl_crash.dump";
        var text = new StringBuilder("=erl_crash_dump:0.5\n");
        text.Append(DateTime.Now.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"Slogan: {slogan}\n");
        text.Append(CultureInfo.InvariantCulture, $"System version: Erlang/OTP 27 [erts-{EmulatorVersion}] [64-bit] (Lingen)\n");
        text.Append(CultureInfo.InvariantCulture, $"Atoms: {AtomTable.Count}\n");
        text.Append(Information(host)).Append(Processes(host)).Append(Loaded(host)).Append("=end\n");
        try
        {
            HostOutput.WriteAll(2, "\r\nCrash dump is being written to: "u8);
            HostOutput.WriteAll(2, Encoding.UTF8.GetBytes(path + "..."));
            File.WriteAllText(path, text.ToString());
            HostOutput.WriteAll(2, "done\r\n"u8);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            HostOutput.WriteAll(2, "failed\r\n"u8);
        }
    }
}

public sealed partial class Host
{
    /// <summary>The end with a slogan (erlang:halt with a text, internal errors): on standard error, and as a crash dump.</summary>
    public void WriteCrashDump(string slogan)
    {
        HostOutput.WriteAll(2, Encoding.UTF8.GetBytes(slogan + "\r\n"));
        BreakReports.CrashDump(this, slogan);
    }
}
