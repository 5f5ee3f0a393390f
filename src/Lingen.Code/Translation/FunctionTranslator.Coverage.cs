// Instructions that count, in code that was loaded with coverage on. Each is a BIF in an instruction whose arguments are the
// counter's address and whether to count on, so the engine knows nothing of coverage.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class FunctionTranslator
{
    /// <summary>The BIF (a BifEntry*) that counts; set by the code server.</summary>
    public void* CoverageBif { get; init; }

    private void CountCall()
    {
        if (module.Coverage is { CountsLines: false } coverage)
        {
            Count(coverage, coverage.Counters + (function - module.Functions));
        }
    }

    private void CountLine(int offset)
    {
        if (module.Coverage is { CountsLines: true } coverage)
        {
            Count(coverage, coverage.CounterOfLine(offset));
        }
    }

    private void Count(ModuleCoverage coverage, long* counter)
    {
        // What stands in front is not joined with what follows.
        lastCallFun = -1;
        lastTest = default;
        startMatch = -1;
        code.Begin(Op.GuardBif, FirstScratch);
        code.Add(0);
        code.Add((ulong)CoverageBif);
        code.Add(Term.Small((long)counter).Bits);
        code.Add(Term.Boolean(coverage.IsCounter).Bits);
    }
}
