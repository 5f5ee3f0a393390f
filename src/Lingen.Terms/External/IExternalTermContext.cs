// What the external term format needs to know of the node it runs on: its name, and the tables of exports and funs
// that live in higher layers.
namespace Lingen.Terms;

/// <summary>The identity of a fun on the wire.</summary>
public readonly ref struct FunIdentity
{
    public required Term Module { get; init; }
    public required int Index { get; init; }

    /// <summary>MD5 of the module that made the fun, 16 bytes.</summary>
    public required ReadOnlySpan<byte> Uniq { get; init; }
    public required uint OldIndex { get; init; }
    public required uint OldUniq { get; init; }
    public required int Arity { get; init; }
    public required int FreeVariables { get; init; }
}

/// <summary>A node as the reader and writer of external terms see it.</summary>
public unsafe interface IExternalTermContext
{
    /// <summary>Name of this node; nonode@nohost before it is distributed.</summary>
    Term NodeName { get; }

    /// <summary>Creation of this node; 0 before it is distributed.</summary>
    uint Creation { get; }

    /// <summary>A number nobody else knows; it seals what the option `local` of term_to_binary/2 writes.</summary>
    ulong LocalSecret { get; }

    /// <summary>The export of this name, created if new.</summary>
    Export* GetOrCreateExport(Term module, Term function, int arity);

    /// <summary>True if the function exists now: what the option `safe` asks before it makes an external fun.</summary>
    bool IsExported(Term module, Term function, int arity);

    /// <summary>The entry of this fun, created (its module not loaded) if new.</summary>
    FunEntry* GetOrCreateFun(in FunIdentity identity);

    /// <summary>
    /// The reference of this node with this number: a magic reference if its resource is still known, else a plain one. None
    /// if the number cannot be a reference of this node.
    /// </summary>
    Term LocalReference(TermHeap* heap, ulong low, ulong high);

    /// <summary>Takes note of a magic reference that is about to be text or bytes, for <see cref="LocalReference"/>.</summary>
    void Remember(Term magicReference);
}

/// <summary>How to read: a context and the options of binary_to_term/2 and of the distribution channel.</summary>
public readonly ref struct ExternalReadOptions(IExternalTermContext context)
{
    public IExternalTermContext Context { get; } = context;

    /// <summary>Refuse what would create atoms or references to functions that do not exist.</summary>
    public bool Safe { get; init; }

    /// <summary>The data begins with the tag of the term, without the version byte (a distribution message).</summary>
    public bool WithoutVersion { get; init; }

    /// <summary>Atoms that a distribution message names by index.</summary>
    public ReadOnlySpan<Term> AtomCache { get; init; }
}
