// process_info: what a process tells about itself, to itself or to others through a signal.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Items of process_info.</summary>
public static unsafe partial class ProcessInformation
{
    /// <summary>Answers a request. Payload {From, Reference, Items, AsList}.</summary>
    public static void Answer(Process* process, Tuple request) { }
}
