// How a C# method becomes a built-in function of Erlang.
namespace Lingen.Runtime;

/// <summary>
/// Marks <c>static Term Method(ref BifContext context, ...)</c> as the BIF <c>module:name/N</c>, N being the number of parameters
/// after the context. A parameter of a type other than Term is a check (badarg). May stand several times on one method.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class BifAttribute(string module, string name) : Attribute
{
    public string Module { get; } = module;
    public string Name { get; } = name;

    /// <summary>Allowed in guards: fails without building a stack trace.</summary>
    public bool Guard { get; set; }

    /// <summary>May run long or block: runs on a dirty thread.</summary>
    public bool Dirty { get; set; }

    /// <summary>May ask the engine to call another function instead of returning (<see cref="BifContext.Trap(Term, Term, System.ReadOnlySpan{Term})"/>).</summary>
    public bool Traps { get; set; }

    /// <summary>Raises on behalf of its caller (erlang:error and its like): it does not show in the stack trace itself.</summary>
    public bool Raises { get; set; }

    /// <summary>
    /// What the BIF of this name goes on with when it has stopped half way (<see cref="BifContext.Continue"/>). It shows under the name of the
    /// BIF, has as many parameters, and no Erlang code can call it, so it may trust what it is given.
    /// </summary>
    public bool Continuation { get; set; }
}

[Flags]
public enum BifFlags
{
    None = 0,
    Guard = 1,
    Dirty = 2,
    Traps = 4,
    Raises = 8,

    Continuation = 32,

    /// <summary>Not of the attribute: calls are traced, so they go through the BIF's trace stub.</summary>
    Traced = 16,
}
