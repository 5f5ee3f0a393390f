// The internal opcodes: what decoded code consists of. Operand formats are in docs/internals/instructions.md.
namespace Lingen.Code;

/// <summary>Opcode of an internal instruction: the low 16 bits of its first word.</summary>
public enum Op : ushort
{
    /// <summary>Word 0 of nothing: running into it is a bug of the translator.</summary>
    Invalid = 0,

    /// <summary>[op][BifEntry*]: entry of a BIF called through its export; returns to the caller.</summary>
    BifStub,

    /// <summary>[op][Export*]: calls error_handler:undefined_function/3.</summary>
    UndefinedFunction,

    /// <summary>[op][FunEntry*]: calls error_handler:undefined_lambda/3.</summary>
    UndefinedLambda,

    /// <summary>[op][FunctionEntry*]: decodes the body, then runs it.</summary>
    DecodeFunction,
}
