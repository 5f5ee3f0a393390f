// One loaded version of a module: its functions, literals, imports and funs. Almost everything is made on first use:
// function bodies, the literal area, import and fun entries. Loading a module costs reading its tables and one native
// record a function.
//
// The VM keeps versions by number (FunctionEntry.ModuleId), so that native code records find their managed module.
using System.Runtime.InteropServices;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Code;

/// <summary>A version of a module: current, old, or waiting for its on_load function.</summary>
public sealed unsafe partial class LoadedModule
{
    private readonly ExportTable exports;
    private readonly FunTable funTable;
    private readonly IExternalTermContext terms;
    private readonly nint[] imports;
    private readonly nint[] funs;
    private bool funsClosed;
    private Term[]? literals;
    private LiteralArea literalArea;

    /// <summary>Makes the records of a module's functions; nothing is decoded and nothing published yet.</summary>
    public LoadedModule(
        BeamFile file,
        FunctionSpan[] functions,
        int onLoad,
        ExportTable exports,
        FunTable funTable,
        IExternalTermContext terms
    )
    {
        File = file;
        OnLoadFunction = onLoad;
        this.exports = exports;
        this.funTable = funTable;
        this.terms = terms;
        imports = new nint[file.Imports.Length];
        funs = new nint[file.Funs.Length];
        Arena = new CodeArena();
        FunctionOfLabel = new int[file.LabelCount];
        FunctionOfLabel.AsSpan().Fill(-1);
        FunctionCount = functions.Length;
        Functions = (FunctionEntry*)CodeRecords.Allocate(Math.Max(1, functions.Length) * (long)sizeof(FunctionEntry));
        for (int i = 0; i < functions.Length; i++)
        {
            FunctionOfLabel[functions[i].EntryLabel] = i;
            Initialize(Functions + i, functions[i]);
        }
    }

    public Term Name => File.Module;

    /// <summary>Index in the VM's table of module versions, given when it is published.</summary>
    public int Id { get; private set; } = -1;

    /// <summary>Functions in the order of the Code chunk; native array of <see cref="FunctionCount"/>.</summary>
    public FunctionEntry* Functions { get; }
    public int FunctionCount { get; }

    /// <summary>Entry label of the file to index into <see cref="Functions"/>; -1 for labels inside of bodies.</summary>
    public int[] FunctionOfLabel { get; }

    /// <summary>The file's tables, kept for lazy decoding of bodies.</summary>
    public BeamFile File { get; }

    /// <summary>Where decoded bodies go. Use under <see cref="Gate"/>.</summary>
    public CodeArena Arena { get; }

    /// <summary>Held while a body is decoded or a lazy table filled.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Index of the on_load function, or -1.</summary>
    public int OnLoadFunction { get; }

    /// <summary>
    /// Offsets in the Code chunk, ascending, of instructions whose source needs a test of its type in front, because the
    /// validator could not prove it. Empty for trusted files.
    /// </summary>
    public int[] CheckedOffsets { get; set; } = [];

    /// <summary>Whether the instruction at this offset of the Code chunk is one of <see cref="CheckedOffsets"/>.</summary>
    public bool NeedsCheck(int offset) => CheckedOffsets.Length > 0 && Array.BinarySearch(CheckedOffsets, offset) >= 0;

    /// <summary>Counters of its functions or lines, or null; set before the version is published.</summary>
    public ModuleCoverage? Coverage { get; set; }

    /// <summary>Part of the VM itself, as pre_loaded/0 lists it.</summary>
    public bool IsPreloaded { get; set; }

    /// <summary>The version's state of native functions, set by load_nif/2; null if it has none.</summary>
    public object? NativeLibrary { get; set; }

    /// <summary>Bytes of generic code and tables, roughly what the module costs.</summary>
    public long SizeBytes => File.Code.Length + (long)FunctionCount * sizeof(FunctionEntry);

    /// <summary>Terms of the literal table, all in the literal region; decoded at the first use.</summary>
    /// <exception cref="BeamFormatException">A literal is no external term; does not occur once the file is validated.</exception>
    public Term[] Literals => Volatile.Read(ref literals) ?? DecodeLiterals();

    /// <summary>The export that an entry of the import table names.</summary>
    public Export* Import(int index)
    {
        nint known = Volatile.Read(ref imports[index]);
        if (known == 0)
        {
            FunctionName name = File.Imports[index];
            known = (nint)exports.GetOrCreate(name.Module, name.Function, name.Arity);
            Volatile.Write(ref imports[index], known);
        }
        return (Export*)known;
    }

    /// <summary>The fun entry of a row of the fun table.</summary>
    public FunEntry* Fun(int row)
    {
        nint known = Volatile.Read(ref funs[row]);
        if (known != 0)
        {
            return (FunEntry*)known;
        }
        FunRow fun = File.Funs[row];
        FunEntry* entry = funTable.GetOrCreate(
            new FunIdentity
            {
                Module = Name,
                Index = fun.Index,
                Uniq = File.Md5,
                OldIndex = (uint)fun.Index,
                OldUniq = fun.OldUniq,
                Arity = fun.Arity - fun.FreeVariables,
                FreeVariables = fun.FreeVariables,
            }
        );
        if (FunctionOfLabel[fun.Label] >= 0)
        {
            lock (Gate)
            {
                Volatile.Write(ref funs[row], (nint)entry);
                if (!funsClosed)
                {
                    Connect(row, onlyIfUndefined: true);
                }
            }
        }
        return entry;
    }

    /// <summary>From now on the entry leads to this version, which has become the current one, wherever it led before.</summary>
    public void TakeFun(int row)
    {
        _ = Fun(row);
        lock (Gate)
        {
            Connect(row, onlyIfUndefined: false);
        }
    }

    /// <summary>No fun leads into this version any more, whoever makes one: a purge has begun.</summary>
    public void CloseFuns()
    {
        lock (Gate)
        {
            funsClosed = true;
            foreach (nint known in funs)
            {
                var entry = (FunEntry*)known;
                if (entry != null && ContainsCode(entry->Code))
                {
                    FunTable.SetUndefined(entry);
                }
            }
        }
    }

    /// <summary>The purge was given up: funs that lead nowhere lead here again.</summary>
    public void OpenFuns()
    {
        lock (Gate)
        {
            funsClosed = false;
            for (int row = 0; row < funs.Length; row++)
            {
                Connect(row, onlyIfUndefined: true);
            }
        }
    }

    private void Connect(int row, bool onlyIfUndefined)
    {
        var entry = (FunEntry*)funs[row];
        if (entry != null && (!onlyIfUndefined || FunTable.IsUndefined(entry)))
        {
            FunctionEntry* function = Functions + FunctionOfLabel[File.Funs[row].Label];
            entry->Name = function->Name;
            Volatile.Write(ref *(nint*)&entry->Code, (nint)function->Code);
        }
    }

    /// <summary>The row of the fun table with this index and checksum, and for these numbers of arguments and free variables, or -1.</summary>
    public int FindFun(int index, ReadOnlySpan<byte> uniq, int arity, int freeVariables)
    {
        FunRow[] rows = File.Funs;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Index == index && rows[i].FreeVariables == freeVariables && rows[i].Arity == arity + freeVariables)
            {
                return uniq.SequenceEqual(File.Md5) ? i : -1;
            }
        }
        return -1;
    }

    /// <summary>The function with this name and arity, or null.</summary>
    public FunctionEntry* FindFunction(Term name, int arity)
    {
        for (FunctionEntry* function = Functions; function < Functions + FunctionCount; function++)
        {
            if (function->Name == name && function->Arity == arity)
            {
                return function;
            }
        }
        return null;
    }

    /// <summary>
    /// Replaces the code that calls of a function run: here, in its export if that still leads to this version, and in
    /// its fun entries. Used when a body has been decoded or compiled, and by tracing.
    /// </summary>
    public void SetCode(FunctionEntry* function, ulong* code)
    {
        lock (Gate)
        {
            ulong* before = function->Code;
            Volatile.Write(ref *(nint*)&function->Code, (nint)code);
            Export* export = exports.Find(function->Module, function->Name, function->Arity);
            if (export != null)
            {
                Interlocked.CompareExchange(ref *(nint*)&export->Code, (nint)code, (nint)before);
            }
            int index = (int)(function - Functions);
            for (int row = 0; row < funs.Length; row++)
            {
                var entry = (FunEntry*)Volatile.Read(ref funs[row]);
                if (entry != null && FunctionOfLabel[File.Funs[row].Label] == index)
                {
                    Interlocked.CompareExchange(ref *(nint*)&entry->Code, (nint)code, (nint)before);
                }
            }
        }
    }

    /// <summary>Gives the version its number and lets the records carry it.</summary>
    public void SetId(int id)
    {
        Id = id;
        for (int i = 0; i < FunctionCount; i++)
        {
            Functions[i].ModuleId = id;
        }
    }

    /// <summary>Whether an address lies in this version's decoded code or in the stubs of its functions.</summary>
    public bool ContainsCode(ulong* address) =>
        (address >= (ulong*)Functions && address < (ulong*)(Functions + FunctionCount)) || Arena.Contains(address);

    /// <summary>Nobody who looks an address up finds this version's code any more; the code itself stays until <see cref="Free"/>.</summary>
    public void Hide()
    {
        lock (Gate)
        {
            Arena.Hide();
        }
    }

    /// <summary>Frees a version that was never published, with its literals.</summary>
    public void FreeUnused()
    {
        foreach (LiteralArea area in LiteralAreas)
        {
            area.Free();
        }
        Free();
    }

    /// <summary>
    /// Frees code and tables. The caller has made sure that nothing runs in it or leads to it. The literals live on: whoever
    /// purges hands <see cref="LiteralAreas"/> to the literal area collector first.
    /// </summary>
    public void Free()
    {
        Arena.Free();
        for (int i = 0; i < FunctionCount; i++)
        {
            NativeMemory.Free(Functions[i].Lines);
        }
        CodeRecords.Free(Functions, Math.Max(1, FunctionCount) * (long)sizeof(FunctionEntry));
        Coverage?.Free();
        File.Dispose();
    }

    private void Initialize(FunctionEntry* entry, in FunctionSpan span)
    {
        entry->Module = File.Module;
        entry->Name = span.Name;
        entry->Arity = span.Arity;
        entry->ModuleId = -1;
        entry->CodeOffset = span.Offset;
        entry->CodeLength = span.Length;
        Stubs.Write(entry->Stub, Op.DecodeFunction, entry);
        entry->Code = entry->Stub + 1;
    }

    private Term[] DecodeLiterals()
    {
        lock (Gate)
        {
            if (literals != null)
            {
                return literals;
            }
            LiteralTable table = File.Literals;
            var decoded = new Term[table.Count];
            TermHeap heap = default;
            try
            {
                for (int i = 0; i < decoded.Length; i++)
                {
                    if (!ExternalTermReader.TryRead(table[i].Span, &heap, new ExternalReadOptions(terms), out decoded[i], out _))
                    {
                        throw new BeamFormatException("corrupt literal table");
                    }
                }
                literalArea = TermCopier.CopyToLiterals(decoded);
            }
            finally
            {
                heap.Clear();
            }
            Volatile.Write(ref literals, decoded);
            return decoded;
        }
    }
}
