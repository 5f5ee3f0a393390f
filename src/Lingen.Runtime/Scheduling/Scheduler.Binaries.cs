// What bit syntax keeps per scheduler.
namespace Lingen.Runtime;

public sealed unsafe partial class Scheduler
{
    /// <summary>Target of the construction that instructions of old compilers have begun.</summary>
    public BitBuilder BitTarget;

    /// <summary>Bits that may still be written to it. Compilers keep to what they have asked for; files that somebody damaged may not.</summary>
    public long BitTargetRoom;
}
