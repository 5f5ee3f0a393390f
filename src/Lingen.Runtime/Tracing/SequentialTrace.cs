// Sequential tracing: a token that travels with messages.
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The token of a process and what sending does to it.</summary>
public static unsafe partial class SequentialTrace
{
    /// <summary>The token that goes with a message, or none.</summary>
    public static Term TokenForSend(Process* sender, Process* receiver, Term message) => Term.None;
}
