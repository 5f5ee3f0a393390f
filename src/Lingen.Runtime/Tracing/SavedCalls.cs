// The last calls of a process (process_flag(save_calls, N)): a ring of N entries. While any process keeps one, all exported functions and
// BIFs have stubs as for tracing, so processes that keep none pay a little as well; it is a tool for debugging.
using System.Runtime.InteropServices;
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Ring of the last remote calls, sends, receives and time-outs of a process. The entries follow the struct.</summary>
public unsafe struct SavedCalls
{
    public const int MostEntries = 10_000;

    private int capacity;
    private int count;
    private int next;

    /// <summary>A function, or an event: then the module is none and the name says which.</summary>
    private struct Entry
    {
        public Term Module;
        public Term Name;
        public long Arity;
    }

    private static Entry* At(SavedCalls* calls, int index) => (Entry*)(calls + 1) + index;

    /// <summary>The number of entries that the process keeps; 0 for none.</summary>
    public static int Capacity(Process* process) =>
        process->Extras == null || process->Extras->SavedCalls == null ? 0 : process->Extras->SavedCalls->capacity;

    /// <summary>From now on so many calls are kept, none of those before; 0 ends it. Called on the process's own thread.</summary>
    public static void Keep(Process* process, int capacity)
    {
        bool had = Capacity(process) > 0;
        if (had)
        {
            NativeMemory.Free(process->Extras->SavedCalls);
            process->Extras->SavedCalls = null;
        }
        if (capacity > 0)
        {
            var calls = (SavedCalls*)NativeMemory.AllocZeroed((nuint)(sizeof(SavedCalls) + (capacity * sizeof(Entry))));
            calls->capacity = capacity;
            process->EnsureExtras()->SavedCalls = calls;
        }
        if (had != capacity > 0)
        {
            process->Vm.Tracing.SaveCalls(process, capacity > 0);
        }
    }

    internal static void Add(Process* process, FunctionEntry* function) =>
        Add(process, function->Module, function->Name, function->Arity);

    /// <summary>An event: send, receive or timeout.</summary>
    internal static void Add(Process* process, Term name) => Add(process, Term.None, name, 0);

    private static void Add(Process* process, Term module, Term name, int arity)
    {
        if (Capacity(process) == 0 || process->HasFlag(ProcessFlags.Sensitive))
        {
            return;
        }
        SavedCalls* calls = process->Extras->SavedCalls;
        *At(calls, calls->next) = new Entry
        {
            Module = module,
            Name = name,
            Arity = arity,
        };
        calls->next = (calls->next + 1) % calls->capacity;
        calls->count = Math.Min(calls->count + 1, calls->capacity);
    }

    /// <summary>The list that process_info(Pid, last_calls) gives, oldest first; false if none are kept.</summary>
    public static Term ToList(Process* process, TermHeap* heap)
    {
        if (Capacity(process) == 0)
        {
            return Term.False;
        }
        SavedCalls* calls = process->Extras->SavedCalls;
        Term list = Term.Nil;
        for (int i = 0; i < calls->count; i++)
        {
            Entry* entry = At(calls, (calls->next - 1 - i + (2 * calls->capacity)) % calls->capacity);
            Term item = entry->Module.IsNone
                ? entry->Name
                : Tuple.Create(heap, entry->Module, entry->Name, Term.Small(entry->Arity));
            list = Cons.Create(heap, item, list);
        }
        return list;
    }
}

public sealed unsafe partial class TraceSessions
{
    private int savingProcesses;

    /// <summary>A process begins or ceases to keep its calls.</summary>
    internal void SaveCalls(Process* process, bool on)
    {
        lock (vm.Code.Gate)
            lock (Gate)
            {
                uint flag = (uint)TraceFlags.SaveCalls;
                process->TraceFlags = on ? process->TraceFlags | flag : process->TraceFlags & ~flag;
                savingProcesses += on ? 1 : -1;
                if (savingProcesses == (on ? 1 : 0))
                {
                    Term any = Term.Atom("_");
                    foreach (nint function in Functions(any, any, any))
                    {
                        SaveCallsOf((FunctionEntry*)function, on);
                    }
                }
            }
    }

    private void SaveCallsOf(FunctionEntry* function, bool on)
    {
        FunctionTrace? known = Find(function);
        if (on ? IsExported(function) : known is { Saved: true })
        {
            FunctionTrace trace = known ?? functions.GetOrAdd((nint)function, NewTrace);
            trace.Saved = on;
            Install(trace);
        }
    }
}
