// Stack traces as Erlang sees them: a list of {Module, Function, Arity | Arguments, Location} with at most eight frames.
// An exception in flight keeps only code addresses (see Interpreter.Exceptions); this turns them into the list
// when somebody asks, with the shapes that the Erlang reference manual (Errors and Error Handling) gives.

namespace Lingen.Runtime;

/// <summary>Builds stack traces.</summary>
public static unsafe partial class StackTrace
{
    /// <summary>What system_flag(backtrace_depth, N) may be set to.</summary>
    public const int MaxDepth = 1024;

    /// <summary>A line table on BEAM has no room for files and lines from these on: such locations are unknown.</summary>
    private const int MaxFiles = 255;
    private const int MaxLine = (1 << 24) - 1;

    /// <summary>
    /// The trace of an exception. <paramref name="addresses"/> is the failing instruction, then return addresses, innermost first.
    /// <paramref name="top"/> is nil, or {M, F, Arguments} of what failed: a BIF that the first address calls, or the
    /// function that the first address lies in (function_clause, erlang:error/2).
    /// <paramref name="cause"/> decides about error_info: nil for none, the atom undefined for the plain one that a failed BIF
    /// gets, a map for one that erlang:error/3 was given, and anything else for the cause that the BIF or bit syntax instruction stated.
    /// </summary>
    public static Term Build(TermHeap* heap, CodeServer code, ReadOnlySpan<nint> addresses, Term top, Term cause, int depth)
    {
        Span<Term> frames = stackalloc Term[Math.Max(depth, 1)];
        int count = 0;
        // A BIF that was applied fails in a stub that belongs to no function: its caller is the next address.
        int first = 0;
        FunctionEntry* failing = null;
        while (first < addresses.Length && (failing = Owner(addresses[first])) == null)
        {
            first++;
        }
        int next = first;
        if (top.IsTuple)
        {
            var called = new Tuple(top);
            // A BIF's failure always has a cause; a function may call a BIF of its own name.
            bool isOwnBif = failing != null && Names(failing, called) && Cons.Length(called[2]) == failing->Arity;
            bool isFailing = failing != null && (cause.IsNil || cause.IsMap) && Names(failing, called);
            Term location = isFailing ? Location(heap, code, failing, (ulong*)addresses[first], first > 0) : Term.Nil;
            Term info = isFailing && !cause.IsMap ? Term.None : ErrorInfo(heap, code, called, cause);
            frames[count++] = Tuple.Create(heap, called[0], called[1], called[2], Append(heap, location, info));
            next = isFailing || isOwnBif ? first + 1 : first;
        }
        else if (failing != null)
        {
            Term location = Location(heap, code, failing, (ulong*)addresses[first], first > 0);
            Term info = cause.IsNil || cause == Atoms.Undefined ? Term.None : BitSyntaxInfo(heap, cause);
            frames[count++] = Frame(heap, failing, Append(heap, location, info));
            next = first + 1;
        }
        for (; next < addresses.Length && count < frames.Length; next++)
        {
            var address = (ulong*)addresses[next];
            FunctionEntry* function = Owner(addresses[next]);
            if (function != null)
            {
                frames[count++] = Frame(heap, function, Location(heap, code, function, address, next > 0));
            }
        }
        return Cons.FromSpan(heap, frames[..count]);
    }

    /// <summary>Code that no compiler wrote may hand in any numbers as addresses, so nothing is read there before they are known to be code.</summary>
    private static FunctionEntry* Owner(nint address) =>
        CodeRegion.Contains((ulong*)address) ? CodeRegion.Find((ulong*)address) : null;

    /// <summary>[{file, File}, {line, Line}] of an address; [] where the module has no line for it, and, as on BEAM, in preloaded modules.</summary>
    public static Term Location(TermHeap* heap, CodeServer code, FunctionEntry* function, ulong* address, bool isReturnAddress)
    {
        int item = CodeServer.FindLine(function, address, isReturnAddress);
        if (item == 0)
        {
            return Term.Nil;
        }
        LoadedModule module = code.Version(function);
        if (module.IsPreloaded)
        {
            return Term.Nil;
        }
        LineTable lines = module.File.Lines;
        // BEAM's own modules are part of its executable without their lines; traces that go through init must look alike.
        if (item >= lines.Items.Length || module.IsPreloaded)
        {
            return Term.Nil;
        }
        (int file, int line) = lines.Items[item];
        if (file >= MaxFiles || line >= MaxLine)
        {
            return Term.Nil;
        }
        Term name = Cons.FromString(heap, FileName(module, file));
        Term lineItem = Tuple.Create(heap, Atoms.Line, Term.Small(line));
        Term fileItem = Tuple.Create(heap, Atoms.File, name);
        return Cons.Create(heap, fileItem, Cons.Create(heap, lineItem, Term.Nil));
    }

    /// <summary>{M, F, Arity, Location}.</summary>
    public static Term Frame(TermHeap* heap, FunctionEntry* function, Term location) =>
        Tuple.Create(heap, function->Module, function->Name, Term.Small(function->Arity), location);

    /// <summary>The source file of a line item: the module's own has number 0 and no name in the file.</summary>
    public static string FileName(LoadedModule module, int file)
    {
        string[] names = module.File.Lines.Files;
        return file > 0 && file <= names.Length && names[file - 1].Length > 0
            ? names[file - 1]
            : AtomTable.Name(module.Name) + ".erl";
    }

    private static bool Names(FunctionEntry* function, Tuple called)
    {
        // erlang:error/2 may be given any argument list, so its length says nothing.
        return called.Arity == 3
            && function->Module == called[0]
            && function->Name == called[1]
            && (called[2].IsList || called[2] == Term.Small(function->Arity));
    }

    /// <summary>{error_info, Map} for a failed BIF, or none.</summary>
    private static Term ErrorInfo(TermHeap* heap, CodeServer code, Tuple called, Term cause)
    {
        if (cause.IsNil)
        {
            return Term.None;
        }
        Term map = cause;
        if (!cause.IsMap)
        {
            // apply is an instruction; for errors it is a BIF.
            bool isApply = called[0] == Atoms.Erlang && called[1] == Atoms.Apply;
            if (!isApply && !code.IsBif(called))
            {
                return Term.None;
            }
            Term module = ErrorModule(called[0]);
            if (module.IsNone)
            {
                return Term.None;
            }
            map =
                cause == Atoms.Undefined
                    ? SmallMap(heap, [Atoms.Module], [module])
                    : SmallMap(heap, [Atoms.Cause, Atoms.Module], [cause, module]);
        }
        return Tuple.Create(heap, Atoms.ErrorInfo, map);
    }

    private static Term BitSyntaxInfo(TermHeap* heap, Term cause)
    {
        Term map = cause.IsMap
            ? cause
            : SmallMap(heap, [Atoms.Cause, Atoms.Function, Atoms.Module], [cause, Atoms.FormatBsFail, Atoms.ErlErtsErrors]);
        return Tuple.Create(heap, Atoms.ErrorInfo, map);
    }

    /// <summary>The module whose format_error/2 explains failures of this module's BIFs.</summary>
    private static Term ErrorModule(Term module) =>
        module.Bits switch
        {
            AtomBits.Erlang or AtomBits.ErtsInternal or AtomBits.Atomics or AtomBits.Counters or AtomBits.PersistentTerm =>
                Atoms.ErlErtsErrors,
            AtomBits.Code or AtomBits.Os => Atoms.ErlKernelErrors,
            AtomBits.Binary
            or AtomBits.Ets
            or AtomBits.Lists
            or AtomBits.Maps
            or AtomBits.Math
            or AtomBits.Re
            or AtomBits.Unicode => Atoms.ErlStdlibErrors,
            _ => Term.None,
        };

    /// <summary>A flat map of known atom keys, which small maps order by atom index.</summary>
    private static Term SmallMap(TermHeap* heap, Span<Term> keys, Span<Term> values)
    {
        for (int i = 1; i < keys.Length; i++)
        {
            for (int j = i; j > 0 && keys[j].AtomIndex < keys[j - 1].AtomIndex; j--)
            {
                (keys[j], keys[j - 1]) = (keys[j - 1], keys[j]);
                (values[j], values[j - 1]) = (values[j - 1], values[j]);
            }
        }
        Term map = FlatMap.Allocate(heap, Tuple.Create(heap, keys), keys.Length, out Term* target);
        values.CopyTo(new Span<Term>(target, keys.Length));
        return map;
    }

    private static Term Append(TermHeap* heap, Term location, Term item)
    {
        if (item.IsNone)
        {
            return location;
        }
        Term tail = Cons.Create(heap, item, Term.Nil);
        return location.IsCons ? Cons.Create(heap, location.Head, Cons.Create(heap, location.Tail.Head, tail)) : tail;
    }
}
