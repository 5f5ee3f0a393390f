// Native code coverage (module code, OTP 27). The mode is the node's and holds for modules loaded from then on; what is
// counted, and where, is in ModuleCoverage.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>code:coverage_support/0 and the functions that depend on it.</summary>
public static unsafe class CoverageBifs
{
    [Bif("code", "coverage_support")]
    public static Term CoverageSupport(ref BifContext context) => Atoms.True;

    /// <summary>The mode for modules that are loaded from now on.</summary>
    [Bif("code", "get_coverage_mode")]
    public static Term GetCoverageMode(ref BifContext context) => NameOf(context.Vm.Code.CoverageMode);

    /// <summary>The mode a loaded module counts in; badarg if it is not loaded.</summary>
    [Bif("code", "get_coverage_mode")]
    public static Term GetCoverageMode(ref BifContext context, Atom module) =>
        context.Vm.Code.Current(module) is { } loaded ? NameOf(loaded.Coverage?.Mode ?? CoverageMode.None) : context.BadArg();

    /// <summary>Sets the mode of the node; the result is the one before.</summary>
    [Bif("code", "set_coverage_mode")]
    public static Term SetCoverageMode(ref BifContext context, Atom mode)
    {
        for (CoverageMode named = CoverageMode.None; named <= CoverageMode.LineCounters; named++)
        {
            if (NameOf(named) == mode.Term)
            {
                Term before = NameOf(context.Vm.Code.CoverageMode);
                context.Vm.Code.CoverageMode = named;
                return before;
            }
        }
        return context.BadArg();
    }

    /// <summary>Sets all counters of a module to 0.</summary>
    [Bif("code", "reset_coverage")]
    public static Term ResetCoverage(ref BifContext context, Atom module)
    {
        if (context.Vm.Code.Current(module)?.Coverage is not { } coverage)
        {
            return context.BadArg();
        }
        coverage.Reset();
        return Atoms.Ok;
    }

    /// <summary>
    /// [{{Name, Arity}, Value}] for the level function, [{Line, Value}] for line, [{Id, Count}] for cover_id_line, which cover asks
    /// for. A value is a number of calls or executions where the mode counts, else a boolean.
    /// </summary>
    [Bif("code", "get_coverage")]
    public static Term GetCoverage(ref BifContext context, Atom level, Atom module)
    {
        LoadedModule? loaded = context.Vm.Code.Current(module);
        if (loaded?.Coverage is not { } coverage)
        {
            return context.BadArg();
        }
        if (level.Term == Atoms.Function)
        {
            return OfFunctions(context.Heap, loaded, coverage);
        }
        bool byId = level.Term == Atoms.CoverIdLine;
        if (byId ? coverage.Mode != CoverageMode.LineCounters : level.Term != Atoms.Line || !coverage.CountsLines)
        {
            return context.BadArg();
        }
        Term list = Term.Nil;
        for (int i = coverage.Places.Count - 1; i >= 0; i--)
        {
            ModuleCoverage.Place place = coverage.Places[i];
            if (place.Line > 0 && place.Line < loaded.File.Lines.Items.Length)
            {
                Term name = Term.Small(byId ? place.Id : loaded.File.Lines.Items[place.Line].Line);
                Term value = Value(coverage.Counters[i], coverage.IsCounter);
                list = Cons.Create(context.Heap, Tuple.Create(context.Heap, name, value), list);
            }
        }
        return list;
    }

    /// <summary>The record of the BIF that counts. It has no name by which a program could call it with an address of its own.</summary>
    internal static BifEntry* CreateCounter()
    {
        var entry = (BifEntry*)NativeMemory.AllocZeroed((nuint)sizeof(BifEntry));
        entry->Function = &Count;
        entry->Module = Atoms.Code;
        entry->Name = Atoms.GetCoverage;
        entry->Arity = 2;
        return entry;
    }

    /// <summary>Arguments: the counter's address, and whether to count on or only to mark. Many schedulers may do it at once.</summary>
    private static Term Count(ref BifContext context, Term* arguments)
    {
        var counter = (long*)arguments[0].SmallValue;
        if (arguments[1] == Atoms.True)
        {
            Interlocked.Increment(ref *counter);
        }
        else if (*counter == 0)
        {
            Volatile.Write(ref *counter, 1);
        }
        return Atoms.True;
    }

    /// <summary>In the modes that count lines, a function has been called if one of its lines has been executed.</summary>
    private static Term OfFunctions(TermHeap* heap, LoadedModule module, ModuleCoverage coverage)
    {
        long[] counts = new long[module.FunctionCount];
        for (int i = 0; i < coverage.Places.Count; i++)
        {
            int function = coverage.Places[i].Function;
            counts[function] = Math.Max(counts[function], coverage.Counters[i]);
        }
        Term list = Term.Nil;
        for (int i = module.FunctionCount - 1; i >= 0; i--)
        {
            FunctionEntry* function = module.Functions + i;
            if (function->Name == Atoms.ModuleInfo && function->Arity <= 1)
            {
                continue;
            }
            Term name = Tuple.Create(heap, function->Name, Term.Small(function->Arity));
            Term value = Value(counts[i], coverage.Mode == CoverageMode.FunctionCounters);
            list = Cons.Create(heap, Tuple.Create(heap, name, value), list);
        }
        return list;
    }

    private static Term Value(long count, bool isCounter) =>
        isCounter ? Term.Small(Math.Min(count, Term.MaxSmall)) : Term.Boolean(count != 0);

    private static Term NameOf(CoverageMode mode) =>
        mode switch
        {
            CoverageMode.Function => Atoms.Function,
            CoverageMode.FunctionCounters => Atoms.FunctionCounters,
            CoverageMode.Line => Atoms.Line,
            CoverageMode.LineCounters => Atoms.LineCounters,
            _ => Atoms.None,
        };
}
