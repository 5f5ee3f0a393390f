// Translation of bit syntax instructions.
namespace Lingen.Code;

public sealed unsafe partial class FunctionTranslator
{
    private void TranslateBitSyntax(ref InstructionReader reader) =>
        throw new BeamFormatException($"instruction {reader.Op} is not supported");
}
