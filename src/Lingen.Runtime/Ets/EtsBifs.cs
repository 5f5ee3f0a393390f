// The BIFs of module ets, first part: finding and locking tables, making and ending them.
namespace Lingen.Runtime;

/// <summary>BIFs of module ets.</summary>
internal static unsafe partial class EtsBifs
{
    /// <summary>Rows freed in one slice of a deletion.</summary>
    private const long FreeSlice = 5000;

    /// <summary>What an operation needs from the table's protection.</summary>
    private enum Access
    {
        /// <summary>Information and ownership: any process.</summary>
        Any,
        Read,
        Write,
    }

    /// <summary>The table that the term names, if the process may do this with it; else the failure is set and null returned.</summary>
    private static EtsTable? Resolve(ref BifContext context, Term name, Access access)
    {
        EtsTable? table = name.IsAtom || name.IsReference ? Find(ref context, name) : null;
        if (table == null || table.IsDeleted)
        {
            // A reference that never was a table identifier is of the wrong type, that of a deleted table is not.
            context.Error(Atoms.Badarg, name.IsAtom || table != null ? Atoms.Id : Atoms.Type);
            return null;
        }
        bool isOwner = table.Owner == context.Process->Pid;
        bool allowed =
            access == Access.Any
            || isOwner
            || table.Protection == EtsProtection.Public
            || (access == Access.Read && table.Protection == EtsProtection.Protected)
            || (access == Access.Read && context.Process->HasFlag(ProcessFlags.EtsSuperUser));
        if (!allowed)
        {
            context.Error(Atoms.Badarg, Atoms.Access);
            return null;
        }
        return table;
    }

    private static EtsTable? Find(ref BifContext context, Term name)
    {
        if (name.IsAtom)
        {
            return context.Vm.Ets.ByName(name);
        }
        EtsTable? table = Reference.Resource<EtsTable>(name);
        return table ?? (name.IsBoxedOf(HeaderTag.Reference) ? context.Vm.Ets.ByNumber(Reference.Number(name)) : null);
    }

    /// <summary>After a lock was taken: the table may have been deleted between the look-up and the lock.</summary>
    private static Term Gone(ref BifContext context) => context.Error(Atoms.Badarg, Atoms.Id);

    [Bif("ets", "new")]
    public static Term New(ref BifContext context, Atom name, List options)
    {
        if (!EtsOptions.TryParse(options.Term, out EtsOptions parsed))
        {
            return context.BadArg();
        }
        bool concurrent = parsed.WriteConcurrency != Atoms.False;
        bool counters =
            parsed.DecentralizedCounters
            ?? (parsed.WriteConcurrency == Atoms.Auto || (concurrent && parsed.Type == EtsType.OrderedSet));
        var table = new EtsTable(context.Vm.Ets, name.Term, parsed.Type, parsed.KeyPosition - 1, concurrent)
        {
            IsNamed = parsed.IsNamed,
            Protection = parsed.Protection,
            Owner = context.Process->Pid,
            WriteConcurrency = parsed.WriteConcurrency,
            FixedLocks = parsed.FixedLocks,
            ReadConcurrency = parsed.ReadConcurrency,
            DecentralizedCounters = concurrent && counters,
            IsCompressed = parsed.IsCompressed,
            Number = context.Scheduler.References.Next(),
        };
        if (!context.Vm.Ets.Add(table))
        {
            return context.Error(Atoms.Badarg, Atoms.AlreadyExists);
        }
        if (!parsed.Heir.IsNone)
        {
            table.EnterExclusive();
            SetHeir(ref context, table, parsed);
            table.ExitExclusive();
        }
        return table.MakeHandle(context.Heap);
    }

    /// <summary>A process that is gone already is no heir.</summary>
    private static void SetHeir(ref BifContext context, EtsTable table, in EtsOptions options)
    {
        bool isAlive = context.Vm.Ets.IsAlive(options.Heir);
        table.SetHeir(isAlive ? options.Heir : Term.None, isAlive ? options.HeirData : Term.None);
        if (isAlive && !context.Vm.Ets.IsAlive(options.Heir))
        {
            // It has ended meanwhile, perhaps before it was known as the heir.
            table.HasLivingHeir = false;
        }
    }

    [Bif("ets", "delete", Traps = true)]
    public static Term Delete(ref BifContext context, Term name)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        Term identifier = table.MakeIdentifier(context.Heap);
        if (!context.Vm.Ets.Delete(table))
        {
            return Gone(ref context);
        }
        return DeleteRows(ref context, identifier);
    }

    /// <summary>Goes on with freeing the rows of a deleted table.</summary>
    [Bif("erts_internal", "ets_delete_rows", Traps = true)]
    public static Term DeleteRows(ref BifContext context, Term identifier)
    {
        EtsTable? table = Reference.Resource<EtsTable>(identifier);
        if (table == null || !table.IsDeleted)
        {
            return context.BadArg();
        }
        context.BumpReductions(FreeSlice / 10);
        if (!table.FreeSome(FreeSlice))
        {
            return context.Trap(Atoms.ErtsInternal, Atoms.EtsDeleteRows, [identifier]);
        }
        EtsTables.ReleaseCell(table);
        return Term.True;
    }

    [Bif("ets", "rename")]
    public static Term Rename(ref BifContext context, Term name, Term newName)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        if (!newName.IsAtom)
        {
            return context.BadArg();
        }
        if (!table.IsNamed)
        {
            table.Name = newName;
            return table.MakeIdentifier(context.Heap);
        }
        return context.Vm.Ets.Rename(table, newName) ? newName : context.BadArg();
    }

    [Bif("ets", "whereis")]
    public static Term Whereis(ref BifContext context, Atom name)
    {
        EtsTable? table = context.Vm.Ets.ByName(name.Term);
        return table == null || table.IsDeleted ? Atoms.Undefined : table.MakeIdentifier(context.Heap);
    }

    [Bif("ets", "give_away")]
    public static Term GiveAway(ref BifContext context, Term name, Term to, Term gift)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        Term self = context.Process->Pid;
        if (table.Owner != self)
        {
            return context.Error(Atoms.Badarg, Atoms.NotOwner);
        }
        if (to == self)
        {
            return context.Error(Atoms.Badarg, Atoms.Owner);
        }
        if (!to.IsLocalPid || !context.Vm.Ets.Transfer(table, self, to, gift))
        {
            return context.BadArg();
        }
        return Term.True;
    }

    [Bif("ets", "setopts")]
    public static Term SetOptions(ref BifContext context, Term name, Term options)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        if (!EtsOptions.TryParseChanges(options, out EtsOptions parsed))
        {
            return context.BadArg();
        }
        if (table.Owner != context.Process->Pid)
        {
            return context.Error(Atoms.Badarg, Atoms.NotOwner);
        }
        table.EnterExclusive();
        if (parsed.HasHeir)
        {
            SetHeir(ref context, table, parsed);
        }
        if (parsed.HasProtection)
        {
            table.Protection = parsed.Protection;
        }
        table.ExitExclusive();
        return Term.True;
    }

    [Bif("ets", "safe_fixtable")]
    public static Term SafeFixTable(ref BifContext context, Term name, Term on)
    {
        EtsTable? table = Resolve(ref context, name, Access.Read);
        if (table == null)
        {
            return Term.None;
        }
        if (!on.IsBoolean)
        {
            return context.BadArg();
        }
        if (on == Term.True)
        {
            table.Fix(context.Process->Pid);
        }
        else
        {
            table.Unfix(context.Process->Pid, all: false);
        }
        return Term.True;
    }

    /// <summary>The request behind ets:all/0, which awaits one answer {Ref, Tables} for each scheduler.</summary>
    [Bif("ets", "internal_request_all")]
    public static Term InternalRequestAll(ref BifContext context)
    {
        TermHeap* heap = context.Heap;
        Term list = Term.Nil;
        foreach (EtsTable table in context.Vm.Ets.All)
        {
            if (!table.IsDeleted)
            {
                list = Cons.Create(heap, table.MakeHandle(heap), list);
            }
        }
        Term reference = References.Create(heap, context.Scheduler);
        for (int i = 0; i < context.Vm.Schedulers.Length; i++)
        {
            Term answer = Tuple.Create(heap, reference, i == 0 ? list : Term.Nil);
            Signals.SendMessage(context.Vm, context.Process->Pid, answer);
        }
        return reference;
    }

    /// <summary>ets:delete_all_objects/1 and the select_delete that matches everything: the number of objects that went.</summary>
    [Bif("ets", "internal_delete_all")]
    public static Term InternalDeleteAll(ref BifContext context, Term name, Term ignored)
    {
        EtsTable? table = Resolve(ref context, name, Access.Write);
        if (table == null)
        {
            return Term.None;
        }
        if (LongWork.Moves(context, table.Store.Count, LongWork.ManyTerms))
        {
            return context.GoDirty();
        }
        EtsStore? old = null;
        long count = 0;
        table.EnterExclusive();
        if (table.IsDeleted)
        {
            table.ExitExclusive();
            return Gone(ref context);
        }
        count = table.Store.Count;
        if (table.IsFixed && !table.IsTree)
        {
            MarkAll(table);
        }
        else
        {
            old = table.DetachRows();
        }
        table.ExitExclusive();
        context.BumpReductions(count / 20);
        long budget = long.MaxValue;
        old?.FreeSome(ref budget);
        return Term.Small(count);
    }

    /// <summary>Traversals of a fixed table may stand on any row, so none goes away yet.</summary>
    private static void MarkAll(EtsTable table)
    {
        EtsRow* removed = null;
        for (long bucket = 0; bucket < table.Hash.SlotCount; bucket++)
        {
            EtsRow** link = table.Hash.BucketLink(bucket);
            while (*link != null)
            {
                table.Hash.RemoveAt(ref link, isFixed: true, ref removed);
            }
        }
    }
}
