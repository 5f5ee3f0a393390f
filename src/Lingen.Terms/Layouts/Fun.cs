// Funs. A local fun closes over an environment and names its code through an immortal FunEntry; an external fun
// (`fun M:F/A`) names an immortal Export. Both entry kinds begin with the address of the code to run, so calling
// a fun, an export or a module's own function is one load and one jump.
//
//   local fun                               export
//   0      header (Fun, size = 2 + n)       0  header (Export, size = 1)
//   1      FunEntry* (raw)                  1  Export* (raw)
//   2      pid of the creating process
//   3..    n environment terms
//   3 + n  only if extra = 1: its reference holder (magic reference to the entry)
//
// A fun that code has just made, and every copy that a message makes of it, goes by the module's own reference to the entry. One that
// has been stored in a table or term that outlives the module, or came as bytes, brings a reference holder of its own, and so
// do copies of that: what fun_info(Fun, refc) counts, as on BEAM.
namespace Lingen.Terms;

/// <summary>
/// What a fun expression of a module compiles to, shared by all funs made from it, over all loaded versions with the
/// same identity {module, index, uniq}. Native and immortal.
/// </summary>
public unsafe struct FunEntry
{
    /// <summary>Code to run; a stub that calls error_handler while the module is not loaded.</summary>
    public ulong* Code;

    /// <summary>Counts the reference holders, and one more that keeps it from being freed.</summary>
    public OffHeapCell Holders;
    public Term Module;

    /// <summary>Function that holds the body, such as '-main/0-fun-0-'.</summary>
    public Term Name;

    /// <summary>Arguments of a call, without the environment.</summary>
    public int Arity;
    public int FreeVariables;
    public int Index;
    public uint OldIndex;
    public uint OldUniq;

    /// <summary>MD5 of the module that made it.</summary>
    public fixed byte Uniq[16];

    /// <summary>Code of the stub that <see cref="Code"/> points at while unloaded.</summary>
    public fixed ulong Stub[4];
}

/// <summary>A function's place in the export table: what external calls and external funs go through. Native and immortal.</summary>
public unsafe struct Export
{
    /// <summary>Code to run: the newest version's entry, a BIF's stub, or the error_handler stub.</summary>
    public ulong* Code;
    public Term Module;
    public Term Function;
    public int Arity;

    /// <summary>The built-in function of this name, or null. Typed in Lingen.Runtime (BifEntry*).</summary>
    public void* Bif;

    /// <summary>The BIF is allowed in guards, so it neither traps nor has effects.</summary>
    public bool IsGuard;

    /// <summary>Small code area for the stubs that <see cref="Code"/> may point at.</summary>
    public fixed ulong Stub[6];
}

/// <summary>A term that is known to be a local fun.</summary>
public readonly unsafe struct Fun
{
    public readonly Term Term;

    public Fun(Term term) => Term = term;

    public FunEntry* Entry => (FunEntry*)Term.BoxedPointer[1];
    public Term Creator => new(Term.BoxedPointer[2]);
    public int FreeVariables => Entry->FreeVariables;
    public Term* Environment => (Term*)(Term.BoxedPointer + 3);

    /// <summary>Words that <see cref="AddHolder"/> needs.</summary>
    public const int HolderSizeWords = 1 + Reference.MagicSizeWords;

    /// <summary>Whether the fun brings a reference holder of its own.</summary>
    public static bool HasHolder(HeaderWord header) => header.Extra != 0;

    public static Term Allocate(TermHeap* heap, FunEntry* entry, Term creator, int freeVariables, out Term* environment)
    {
        ulong* header = heap->Allocate(3 + freeVariables);
        header[0] = HeaderWord.Make(HeaderTag.Fun, 2 + freeVariables);
        header[1] = (ulong)entry;
        header[2] = creator.Bits;
        environment = (Term*)(header + 3);
        return Term.FromBoxed(header);
    }

    /// <summary>As <see cref="Allocate"/>, with a reference holder.</summary>
    public static Term AllocateWithHolder(TermHeap* heap, FunEntry* entry, Term creator, int freeVariables, out Term* environment)
    {
        ulong* header = heap->Allocate(3 + freeVariables + HolderSizeWords);
        header[0] = HeaderWord.Make(HeaderTag.Fun, 2 + freeVariables);
        header[1] = (ulong)entry;
        header[2] = creator.Bits;
        environment = (Term*)(header + 3);
        AddHolder(header, heap);
        return Term.FromBoxed(header);
    }

    /// <summary>
    /// Gives a fun a reference holder. The <see cref="HolderSizeWords"/> behind it must be free and belong to the heap, whose
    /// off-heap list the holder joins.
    /// </summary>
    public static void AddHolder(ulong* fun, TermHeap* heap)
    {
        int size = new HeaderWord(fun[0]).SizeWords;
        fun[0] = HeaderWord.Make(HeaderTag.Fun, size + 1, extra: 1);
        ulong* holder = fun + size + 2;
        fun[size + 1] = Term.FromBoxed(holder).Bits;
        OffHeapCell* cell = &((FunEntry*)fun[1])->Holders;
        OffHeapCell.Retain(cell);
        Reference.WriteMagic(holder, cell, 0, 0, heap);
    }
}

/// <summary>Builds and reads external funs.</summary>
public static unsafe class ExportTerm
{
    public static Export* Entry(Term term) => (Export*)term.BoxedPointer[1];

    public static Term Create(TermHeap* heap, Export* export)
    {
        ulong* header = heap->Allocate(2);
        header[0] = HeaderWord.Make(HeaderTag.Export, 1);
        header[1] = (ulong)export;
        return Term.FromBoxed(header);
    }
}
