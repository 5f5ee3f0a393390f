// Bit syntax instructions.
namespace Lingen.Interpreter;

public sealed unsafe partial class Interpreter
{
    /// <summary>Runs one bit syntax instruction. Returns where to go on; null with the failure set to raise.</summary>
    private static ulong* BitSyntaxInstruction(Process* p, Scheduler scheduler, ulong* ip, ulong* x, ulong* y) =>
        throw new InvalidOperationException($"no handler for {(Op)(ushort)*ip}");
}
