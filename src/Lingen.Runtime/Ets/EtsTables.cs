// All tables of a node: by name, by number, by owner, and which of them a process has fixed.
using System.Collections.Concurrent;

namespace Lingen.Runtime;

/// <summary>The table registry. The runtime calls <see cref="OwnerExited"/> for every process that ends.</summary>
public sealed unsafe class EtsTables(VirtualMachine vm)
{
    private const int TablesBetweenChecks = 64;
    private const int ManagedShare = 4;
    private const int TableBytes = 392;

    private readonly ConcurrentDictionary<ulong, EtsTable> named = new();
    private readonly ConcurrentDictionary<(ulong Low, ulong High), EtsTable> all = new();
    private readonly Dictionary<ulong, List<EtsTable>> owned = [];
    private readonly Dictionary<ulong, List<EtsTable>> fixedBy = [];
    private readonly Dictionary<ulong, List<EtsTable>> heirs = [];

    /// <summary>
    /// For each slot of pids, how many tables their processes own, have fixed or inherit: most processes end without a look at
    /// the maps above.
    /// </summary>
    private readonly int[] involved = new int[4096];
    private int sinceCheck;

    /// <summary>Number of tables.</summary>
    public int Count => all.Count;

    /// <summary>Words that all tables take: erlang:memory(ets).</summary>
    public long TotalWords
    {
        get
        {
            long words = 0;
            foreach (KeyValuePair<(ulong Low, ulong High), EtsTable> pair in all)
            {
                words += pair.Value.Store.Words;
            }
            return words;
        }
    }

    /// <summary>
    /// A process has ended: its tables go to their heirs or away, its fixations are taken back. Called by the runtime
    /// after the process can run no more and before its pid may be used again.
    /// </summary>
    public void OwnerExited(Term pid)
    {
        if (Volatile.Read(ref InvolvedSlot(pid)) == 0)
        {
            return;
        }
        foreach (EtsTable table in Snapshot(fixedBy, pid))
        {
            table.Unfix(pid, all: true);
        }
        foreach (EtsTable table in Snapshot(heirs, pid))
        {
            table.HasLivingHeir = false;
        }
        foreach (EtsTable table in Snapshot(owned, pid))
        {
            if (!GiveToHeir(table, pid))
            {
                Delete(table);
                FreeRows(table);
            }
        }
    }

    internal EtsTable? ByName(Term name) => named.GetValueOrDefault(name.Bits);

    internal EtsTable? ByNumber((ulong Low, ulong High) number) => all.GetValueOrDefault(number);

    internal IEnumerable<EtsTable> All => all.Values;

    /// <summary>Adds a new table; false if its name is taken.</summary>
    internal bool Add(EtsTable table)
    {
        if (table.IsNamed && !named.TryAdd(table.Name.Bits, table))
        {
            return false;
        }
        CheckManagedMemory();
        table.Cell = MagicCell.Allocate(table);
        all[table.Number] = table;
        AddTo(owned, table.Owner, table);
        return true;
    }

    /// <summary>
    /// A table is an object of .NET, whose collector does not survive the end of its part of a limited address space (a half of the limit).
    /// So tables end where it comes near, in BEAM's words.
    /// </summary>
    private void CheckManagedMemory()
    {
        if (AddressSpace.Limit == ulong.MaxValue || Interlocked.Increment(ref sinceCheck) % TablesBetweenChecks != 0)
        {
            return;
        }
        if ((ulong)GC.GetTotalMemory(false) > AddressSpace.Limit / ManagedShare)
        {
            OutOfMemory.Fail(TableBytes, MemoryKind.EtsTable);
        }
    }

    /// <summary>Takes the table out of the registry; false if it was out already. Its rows are left to the caller.</summary>
    internal bool Delete(EtsTable table)
    {
        if (!table.MarkDeleted())
        {
            return false;
        }
        if (table.IsNamed)
        {
            named.TryRemove(new KeyValuePair<ulong, EtsTable>(table.Name.Bits, table));
        }
        all.TryRemove(table.Number, out _);
        RemoveFrom(owned, table.Owner, table);
        RemoveFrom(heirs, table.Heir, table);
        return true;
    }

    /// <summary>Frees all rows of a deleted table and gives the registry's count back.</summary>
    internal static void FreeRows(EtsTable table)
    {
        table.FreeSome(long.MaxValue);
        ReleaseCell(table);
    }

    /// <summary>Gives the registry's count on a deleted table back, once.</summary>
    internal static void ReleaseCell(EtsTable table)
    {
        MagicCell* cell = table.Cell;
        table.Cell = null;
        if (cell != null)
        {
            OffHeapCell.Release(&cell->Cell);
        }
    }

    internal bool Rename(EtsTable table, Term name)
    {
        if (!named.TryAdd(name.Bits, table))
        {
            return false;
        }
        named.TryRemove(new KeyValuePair<ulong, EtsTable>(table.Name.Bits, table));
        table.Name = name;
        return true;
    }

    /// <summary>Changes the owner and tells the new one. False if there is no such process.</summary>
    internal bool Transfer(EtsTable table, Term from, Term to, Term data)
    {
        if (!IsAlive(to))
        {
            return false;
        }
        table.EnterExclusive();
        table.Owner = to;
        table.ExitExclusive();
        RemoveFrom(owned, from, table);
        AddTo(owned, to, table);
        TermHeap heap = default;
        Term handle = table.MakeHandle(&heap);
        bool sent = Signals.SendMessage(vm, from, to, Tuple.Create(&heap, Atoms.EtsTransfer, handle, from, data));
        heap.Clear();
        return sent || GiveUp(table, to);
    }

    /// <summary>A local process that has not begun to end.</summary>
    internal bool IsAlive(Term pid)
    {
        Epochs.Enter();
        Process* process = pid.IsLocalPid ? vm.Processes.Find(pid) : null;
        bool alive = process != null && !process->IsExiting;
        Epochs.Exit();
        return alive;
    }

    /// <summary>The new owner died between the look and the message: the table goes the way of its tables.</summary>
    private bool GiveUp(EtsTable table, Term owner)
    {
        OwnerExited(owner);
        return !table.IsDeleted;
    }

    private bool GiveToHeir(EtsTable table, Term from) =>
        table.HasLivingHeir && table.Heir != from && Transfer(table, from, table.Heir, table.HeirData);

    /// <summary>The heir of a table changes; none is nobody.</summary>
    internal void NoteHeir(EtsTable table, Term before, Term heir)
    {
        if (!before.IsNone)
        {
            RemoveFrom(heirs, before, table);
        }
        if (!heir.IsNone)
        {
            AddTo(heirs, heir, table);
        }
    }

    internal void NoteFixed(Term pid, EtsTable table)
    {
        lock (fixedBy)
        {
            List<EtsTable> list = ListOf(fixedBy, pid);
            if (!list.Contains(table))
            {
                list.Add(table);
                Interlocked.Increment(ref InvolvedSlot(pid));
            }
        }
    }

    internal void NoteUnfixed(Term pid, EtsTable table) => RemoveFrom(fixedBy, pid, table);

    private void AddTo(Dictionary<ulong, List<EtsTable>> map, Term pid, EtsTable table)
    {
        lock (map)
        {
            ListOf(map, pid).Add(table);
            Interlocked.Increment(ref InvolvedSlot(pid));
        }
    }

    private void RemoveFrom(Dictionary<ulong, List<EtsTable>> map, Term pid, EtsTable table)
    {
        lock (map)
        {
            if (!map.TryGetValue(pid.Bits, out List<EtsTable>? list) || !list.Remove(table))
            {
                return;
            }
            Interlocked.Decrement(ref InvolvedSlot(pid));
            if (list.Count == 0)
            {
                map.Remove(pid.Bits);
            }
        }
    }

    private ref int InvolvedSlot(Term pid) => ref involved[LocalPid.Number(pid) % (uint)involved.Length];

    private static List<EtsTable> ListOf(Dictionary<ulong, List<EtsTable>> map, Term pid)
    {
        if (!map.TryGetValue(pid.Bits, out List<EtsTable>? list))
        {
            map[pid.Bits] = list = [];
        }
        return list;
    }

    private static EtsTable[] Snapshot(Dictionary<ulong, List<EtsTable>> map, Term pid)
    {
        lock (map)
        {
            return map.TryGetValue(pid.Bits, out List<EtsTable>? list) ? list.ToArray() : [];
        }
    }
}
