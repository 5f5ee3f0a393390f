// The module erl_ddll: drivers are C code loaded at run time, which a fully static executable cannot take in. The linked-in
// drivers are there; loading any other fails the way a missing file does on BEAM.
namespace Lingen.Bifs;

/// <summary>BIFs of erl_ddll.</summary>
public static unsafe class DriverBifs
{
    /// <summary>What dlopen's failure is as an error code of try_load/3.</summary>
    private const int OpenFailed = -10;

    private static readonly string[] LinkedIn = ["tcp_inet", "udp_inet", "ram_file_drv"];

    [Bif("erl_ddll", "try_load")]
    public static Term TryLoad(ref BifContext context, Term path, Term name, List options)
    {
        if (Name(path) == null || Name(name) is not { } driver || Cons.Length(options.Term) < 0)
        {
            return context.BadArg();
        }
        Term reason = LinkedIn.Contains(driver)
            ? Atoms.LinkedInDriver
            : Tuple.Create(context.Heap, Atoms.OpenError, Term.Small(OpenFailed));
        return Tuple.Create(context.Heap, Atoms.Error, reason);
    }

    [Bif("erl_ddll", "try_unload")]
    public static Term TryUnload(ref BifContext context, Term name, List options)
    {
        if (Name(name) is not { } driver || Cons.Length(options.Term) < 0)
        {
            return context.BadArg();
        }
        return Tuple.Create(context.Heap, Atoms.Error, LinkedIn.Contains(driver) ? Atoms.LinkedInDriver : Atoms.NotLoaded);
    }

    [Bif("erl_ddll", "loaded_drivers")]
    public static Term LoadedDrivers(ref BifContext context)
    {
        Term names = Term.Nil;
        for (int i = LinkedIn.Length - 1; i >= 0; i--)
        {
            names = Cons.Create(context.Heap, Cons.FromString(context.Heap, LinkedIn[i]), names);
        }
        return Tuple.Create(context.Heap, Atoms.Ok, names);
    }

    [Bif("erl_ddll", "info")]
    public static Term Info(ref BifContext context, Term name, Atom item)
    {
        if (Name(name) is not { } driver || !LinkedIn.Contains(driver))
        {
            return context.BadArg();
        }
        switch (item.Name)
        {
            case "linked_in_driver":
                return Atoms.True;
            case "permanent":
                return Atoms.False;
            case "processes" or "driver_options" or "port_count" or "awaiting_load" or "awaiting_unload":
                return Atoms.LinkedInDriver;
            default:
                return context.BadArg();
        }
    }

    /// <summary>A driver that is not loaded is down at once; a linked-in one never is.</summary>
    [Bif("erl_ddll", "monitor")]
    public static Term Monitor(ref BifContext context, Atom kind, Tuple what)
    {
        if (
            kind.Term != Atoms.Driver
            || what.Arity != 2
            || Name(what[0]) is not { } driver
            || AtomTable.Name(what[1].IsAtom ? what[1] : Atoms.Undefined) is not ("loaded" or "unloaded" or "unloaded_only")
        )
        {
            return context.BadArg();
        }
        TermHeap* heap = context.Heap;
        Term reference = References.Create(heap, context.Scheduler);
        if (!LinkedIn.Contains(driver))
        {
            Term down = Tuple.Create(heap, Atoms.DownUpper, reference, Atoms.Driver, what[0], Term.Atom("unloaded"));
            Signals.SendMessage(context.Vm, context.Process->Pid, down);
        }
        return reference;
    }

    [Bif("erl_ddll", "demonitor")]
    public static Term Demonitor(ref BifContext context, Term reference) => reference.IsReference ? Atoms.True : context.BadArg();

    [Bif("erl_ddll", "format_error_int")]
    public static Term FormatError(ref BifContext context, Term error)
    {
        string? text = null;
        if (error.IsAtom)
        {
            text = AtomTable.Name(error) switch
            {
                "inconsistent" => "Driver name and/or driver options are inconsistent with currently loaded driver",
                "permanent" => "DDLL driver is permanent an cannot be unloaded/loaded",
                "linked_in_driver" => "Driver is statically linked and cannot be loaded/unloaded",
                "not_loaded" => "DDLL driver is not loaded",
                "not_loaded_by_this_process" => "DDLL driver was not loaded by this process",
                "not_pending" => "DDLL load not pending for this driver name",
                "already_loaded" => "DDLL driver is already loaded successfully",
                "pending_reload" => "Driver reloading is already pending",
                "pending_process" => "Driver is loaded by others when attempting option {reload, pending_driver}",
                _ => null,
            };
        }
        else if (Tuple.TryFrom(error, out Tuple tuple) && tuple.Arity == 2 && tuple[0] == Atoms.OpenError)
        {
            text = "this emulator is one static executable and cannot load drivers";
        }
        return text == null ? context.BadArg() : Cons.FromString(context.Heap, text);
    }

    private static string? Name(Term term)
    {
        if (term.IsAtom)
        {
            return AtomTable.Name(term);
        }
        byte[]? bytes = term.IsList ? IoList.ToArray(term) : null;
        return bytes is { Length: > 0 } ? System.Text.Encoding.Latin1.GetString(bytes) : null;
    }
}
