namespace Lingen.IO;

public sealed unsafe partial class Host
{
    internal void WatchTerminalSignals() { }
}
