// What bit syntax keeps per scheduler.
namespace Lingen.Runtime;

public sealed unsafe partial class Scheduler
{
    /// <summary>Target of the construction that instructions of old compilers have begun.</summary>
    public BitBuilder BitTarget;
}
