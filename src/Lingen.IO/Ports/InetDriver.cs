namespace Lingen.IO;

internal sealed class InetDriver(bool isStream) : PortDriver
{
    public bool IsStream => isStream;

    public override void Output(ByteQueue data) => data.Clear();

    public override void Stop() { }
}
