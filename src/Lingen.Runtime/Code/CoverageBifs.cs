// Native code coverage (module code, OTP 27): the interpreter does not count, and says so.
namespace Lingen.Runtime;

/// <summary>code:coverage_support/0 and the functions that depend on it.</summary>
public static class CoverageBifs
{
    [Bif("code", "coverage_support")]
    public static Term CoverageSupport(ref BifContext context) => Atoms.False;

    [Bif("code", "get_coverage_mode")]
    public static Term GetCoverageMode(ref BifContext context) => Atoms.None;

    [Bif("code", "get_coverage_mode")]
    public static Term GetCoverageMode(ref BifContext context, Atom module) =>
        context.Vm.Code.Current(module) == null ? context.BadArg() : Atoms.None;

    /// <summary>Fails with badarg, as on a system without coverage support.</summary>
    [Bif("code", "get_coverage")]
    public static Term GetCoverage(ref BifContext context, Term level, Term module) => context.BadArg();

    [Bif("code", "reset_coverage")]
    public static Term ResetCoverage(ref BifContext context, Term module) => context.BadArg();

    [Bif("code", "set_coverage_mode")]
    public static Term SetCoverageMode(ref BifContext context, Term mode) => mode == Atoms.None ? Atoms.None : context.BadArg();
}
