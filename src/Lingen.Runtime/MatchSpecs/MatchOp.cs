// The instructions of a compiled match specification. A program is a run of 64-bit words: an operation, then its
// operands. Heads consume a stack of terms still to be matched; guards and bodies are postfix code over the same stack.
namespace Lingen.Runtime;

internal enum MatchOp : ulong
{
    // Heads: each takes the next term off the stack.

    /// <summary>Anything.</summary>
    Skip,

    /// <summary>variable: first occurrence.</summary>
    Bind,

    /// <summary>variable: must equal (=:=) what is bound.</summary>
    EqualVariable,

    /// <summary>bits of an immediate term.</summary>
    EqualImmediate,

    /// <summary>bits of a compound term without variables.</summary>
    EqualTerm,

    /// <summary>arity: pushes the elements, first on top.</summary>
    Tuple,

    /// <summary>Pushes head over tail.</summary>
    List,

    /// <summary>count, keys: pushes the keys' values, the first on top.</summary>
    Map,

    /// <summary>arity: the arguments of a traced call, pushed like elements.</summary>
    Arguments,

    /// <summary>variable: bound to the list of arguments.</summary>
    BindArguments,

    // Expressions.
    PushConstant,

    /// <summary>As PushConstant, but copied to the heap if the program owns its terms.</summary>
    PushConstantResult,
    PushVariable,

    /// <summary>As PushVariable, but copied to the heap where the object lies outside of it; later pushes share the copy.</summary>
    PushVariableResult,
    PushObject,
    PushObjectResult,

    /// <summary>Copies the top of the stack if it may lie outside of the heap.</summary>
    CopyResult,
    MakeList,
    MakeTuple,
    MakeMap,
    And,
    Or,
    AndAlso,
    OrElse,
    Jump,
    Call,

    // Special forms.
    Self,
    IsSeqTrace,
    SetSeqToken,
    GetSeqToken,
    Message,
    ReturnTrace,
    ExceptionTrace,
    Display,
    ProcessDump,
    EnableTrace,
    DisableTrace,
    Trace,
    Caller,
    CallerLine,
    CurrentStacktrace,
    Silent,

    // Statements.

    /// <summary>A guard: the clause goes on only if the value is true.</summary>
    Require,

    /// <summary>From here on a failing expression has the value 'EXIT' and does not end the clause.</summary>
    BeginBody,
    Drop,
    Return,

    /// <summary>End of a clause without a value: true.</summary>
    Halt,
}
