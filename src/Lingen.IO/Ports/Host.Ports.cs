// Ports as the runtime sees them.
namespace Lingen.IO;

public sealed partial class Host
{
    public override bool PortExists(Term port) => false;

    public override Term[] Ports() => [];

    public override void SendToPort(Term from, Term port, Term message) { }

    public override bool LinkPort(Term process, Term port) => false;

    public override void UnlinkPort(Term process, Term port) { }

    public override void ExitPort(Term from, Term port, Term reason, bool fromLink) { }

    public override bool MonitorPort(Term watcher, Term port, Term reference) => false;

    public override void DemonitorPort(Term port, Term reference) { }

    public override void MonitoredProcessDown(Term port, Term reference, Term process, Term reason) { }

    public override void BeforeHalt(bool flush) { }
}
