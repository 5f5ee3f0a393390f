namespace Lingen.IO;

internal sealed class ResolverDriver : PortDriver
{
    public override void Output(ByteQueue data) => data.Clear();

    public override void Stop() { }
}
