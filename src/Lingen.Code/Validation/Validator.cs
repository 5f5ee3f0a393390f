// Proves that a module's code cannot break the VM, before any of it runs: every operand has the right shape and lies in its
// table, registers are initialized where they are read and where a collection may happen, stack frames balance, catches nest,
// match contexts stay where they are understood, and heap space is reserved before it is used.
//
// It is an abstract interpretation over types of registers, function by function. Types of arguments and results are
// propagated between the functions of the module, as the compiler does when it leaves out tests; a function is looked at
// again when it turns out to be called with more. What the compiler knew and we cannot prove (say, that
// an element of a tuple is a tuple) does not make a module invalid: the instruction goes on the list CheckedOffsets, and
// the translator puts a test in front of it.
//
// The compiler of OTP has a validator too (beam_validator.erl); this one reads the file, trusts no hint in it, and is
// for hostile files, not for bugs of compilers.
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>Validates one module. Use once.</summary>
public sealed unsafe partial class Validator
{
    private const int MaxXRegister = 1015;
    private const int MaxFrame = 8191;
    private const int MaxRounds = 200;

    private readonly LoadedModule module;
    private readonly BeamFile file;
    private readonly ExportTable exports;
    private readonly OperandBuffer operands = new();

    /// <summary>By label: index of the function it lies in (or -1), and the offset of its instruction.</summary>
    private readonly int[] functionOfLabel;
    private readonly int[] offsetOfLabel;

    /// <summary>By function: types of its arguments as far as calls are known, null if nobody calls it.</summary>
    private readonly ulong[]?[] parameters;

    /// <summary>By function: type of what it returns; 0 if it has not been seen to return.</summary>
    private readonly ulong[] results;
    private readonly HashSet<int>?[] callers;
    private readonly Queue<int> queue = new();
    private readonly bool[] queued;
    private readonly HashSet<int>?[] checkedOffsets;

    private Validator(LoadedModule module, ExportTable exports)
    {
        this.module = module;
        this.exports = exports;
        file = module.File;
        functionOfLabel = new int[file.LabelCount];
        functionOfLabel.AsSpan().Fill(-1);
        offsetOfLabel = new int[file.LabelCount];
        int count = module.FunctionCount;
        parameters = new ulong[count][];
        results = new ulong[count];
        callers = new HashSet<int>?[count];
        queued = new bool[count];
        checkedOffsets = new HashSet<int>?[count];
    }

    /// <summary>
    /// Checks a module. The result lists the offsets in the Code chunk, ascending, of instructions that need a
    /// test of their source's type in front.
    /// </summary>
    /// <exception cref="BeamFormatException">The code is invalid; the message names function, instruction and reason.</exception>
    public static int[] Validate(LoadedModule module, ExportTable exports)
    {
        var validator = new Validator(module, exports);
        validator.CheckShapes();
        validator.AnalyzeAll();
        return validator.CollectChecks();
    }

    /// <summary>Starts from what anybody may call with anything, and follows the calls.</summary>
    private void AnalyzeAll()
    {
        foreach (ExportedFunction export in file.Exports)
        {
            EnterWithAnything(module.FunctionOfLabel[export.Label]);
        }
        foreach (FunRow fun in file.Funs)
        {
            EnterWithAnything(module.FunctionOfLabel[fun.Label]);
        }
        if (module.OnLoadFunction >= 0)
        {
            if (module.Functions[module.OnLoadFunction].Arity != 0)
            {
                throw new BeamFormatException("the on_load function has arguments");
            }
            EnterWithAnything(module.OnLoadFunction);
        }
        // Types only grow, so this ends; the bound is for bugs of ours.
        long budget = ((long)module.FunctionCount * MaxRounds) + 1000;
        while (queue.TryDequeue(out int function))
        {
            queued[function] = false;
            if (budget-- == 0)
            {
                throw new BeamFormatException("the code is too entangled to be validated");
            }
            Analyze(function);
        }
    }

    private void EnterWithAnything(int function)
    {
        if (parameters[function] == null)
        {
            var types = new ulong[module.Functions[function].Arity];
            types.AsSpan().Fill(ValueType.Any);
            parameters[function] = types;
            Enqueue(function);
        }
    }

    private void Enqueue(int function)
    {
        if (!queued[function])
        {
            queued[function] = true;
            queue.Enqueue(function);
        }
    }

    /// <summary>A call of a local function with the arguments in x0...; returns the type of the result, 0 if it is not known to return.</summary>
    private ulong CallLocal(int caller, int callee)
    {
        int arity = module.Functions[callee].Arity;
        if (RunsBif(callee))
        {
            NeedTermArguments(arity);
            return ValueType.Any;
        }
        ulong[]? types = parameters[callee];
        bool changed = types == null;
        types ??= parameters[callee] = new ulong[arity];
        for (int i = 0; i < arity; i++)
        {
            ulong type = state!.GetX(i);
            if (!ValueType.IsTermOrContext(type))
            {
                throw Invalid($"x{i} is no term at a call");
            }
            ulong joined = ValueType.Join(types[i], type);
            if (joined != types[i])
            {
                types[i] = joined;
                changed = true;
            }
        }
        if (changed)
        {
            Enqueue(callee);
        }
        (callers[callee] ??= []).Add(caller);
        return results[callee];
    }

    /// <summary>What exists as a BIF runs that, and the body in the file is a stub.</summary>
    private bool RunsBif(int function)
    {
        FunctionEntry* entry = module.Functions + function;
        Export* export = exports.Find(module.Name, entry->Name, entry->Arity);
        return export != null && export->Bif != null;
    }

    private void ReturnType(int function, ulong type)
    {
        ulong joined = ValueType.Join(results[function], type);
        if (joined == results[function])
        {
            return;
        }
        results[function] = joined;
        if (callers[function] is { } known)
        {
            foreach (int caller in known)
            {
                Enqueue(caller);
            }
        }
    }

    private int[] CollectChecks()
    {
        var all = new List<int>();
        foreach (HashSet<int>? offsets in checkedOffsets)
        {
            if (offsets != null)
            {
                all.AddRange(offsets);
            }
        }
        int[] sorted = all.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
