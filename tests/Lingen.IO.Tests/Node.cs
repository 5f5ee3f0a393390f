// A VM without an engine: BIFs of Lingen.IO are called directly, in the name of a process that never runs.
using System.Globalization;
using System.Text;

namespace Lingen.IO.Tests;

/// <summary>One VM, one process, and ways to call functions and to read terms.</summary>
internal sealed unsafe class Node
{
    private static readonly object Gate = new();
    private readonly Scheduler dirty;
    private readonly Process* process;

    public Node()
    {
        lock (Gate)
        {
            Vm = new VirtualMachine(new VirtualMachineOptions { Schedulers = 1, ProcessLimit = 1024 });
        }
        Host = Host.Attach(Vm);
        Host.FileNames = FileNameEncoding.Utf8;
        GeneratedBifs.Register(Vm.Bifs);
        dirty = new Scheduler(Vm, 99) { IsDirty = true };
        process = Spawner.Create(
            Vm,
            new SpawnRequest
            {
                Module = Term.Atom("test"),
                Function = Term.Atom("main"),
                Arguments = Term.Nil,
            }
        );
    }

    public VirtualMachine Vm { get; }
    public Host Host { get; }
    public Term Self => process->Pid;
    public TermHeap* Heap => (TermHeap*)process;

    /// <summary>Calls a BIF on a dirty thread's behalf; the result as text, or "error:Reason".</summary>
    public string Call(string module, string function, params Term[] arguments) => Text(Apply(module, function, arguments));

    public Term Apply(string module, string function, params Term[] arguments)
    {
        Epochs.Enter();
        var context = new BifContext(process, dirty);
        Export* export = Vm.Exports.Find(Term.Atom(module), Term.Atom(function), arguments.Length);
        Assert.True(export != null && export->Bif != null, $"no BIF {module}:{function}/{arguments.Length}");
        context.Entry = (BifEntry*)export->Bif;
        Term result;
        fixed (Term* first = arguments.Length == 0 ? [Term.Nil] : arguments)
        {
            result = context.Entry->Function(ref context, first);
        }
        Epochs.Exit();
        if (result.IsNone)
        {
            return Tuple.Create(Heap, Term.Atom("$" + process->Failure.ToString().ToLowerInvariant()), process->FailureReason);
        }
        return result;
    }

    /// <summary>The messages that have come to the process, as text.</summary>
    public List<string> Messages()
    {
        var texts = new List<string>();
        for (Message* signal = SignalQueue.Take(process); signal != null; signal = signal->Next)
        {
            texts.Add((signal->Kind == 0 ? "" : (SignalKind)signal->Kind + ":") + Text(signal->Payload));
        }
        return texts;
    }

    /// <summary>Waits until this many messages have come.</summary>
    public List<string> WaitForMessages(int count)
    {
        var texts = new List<string>();
        for (int i = 0; i < 500 && texts.Count < count; i++)
        {
            texts.AddRange(Messages());
            if (texts.Count < count)
            {
                Thread.Sleep(10);
            }
        }
        return texts;
    }

    public Term Binary(string text) => Bitstring.FromBytes(Heap, Encoding.UTF8.GetBytes(text));

    public Term Bytes(params byte[] bytes) => Bitstring.FromBytes(Heap, bytes);

    public Term String(string text) => Cons.FromString(Heap, text);

    public Term ListOf(params Term[] items) => Cons.FromSpan(Heap, items);

    public Term Pair(Term first, Term second) => Tuple.Create(Heap, first, second);

    public static Term Atom(string name) => Term.Atom(name);

    public static Term Number(long value) => Term.Small(value);

    /// <summary>A path as prim_file's functions take it.</summary>
    public Term Path(string path) => Apply("prim_file", "internal_name2native", String(path));

    public static Term Element(Term tuple, int index) => new Tuple(tuple)[index];

    /// <summary>Terms as Erlang writes them; references and pids in short.</summary>
    public static string Text(Term term)
    {
        if (term.IsSmall)
        {
            return term.SmallValue.ToString(CultureInfo.InvariantCulture);
        }
        if (term.IsAtom)
        {
            return AtomTable.Name(term);
        }
        if (term.IsNil)
        {
            return "[]";
        }
        if (term.IsTuple)
        {
            return "{" + string.Join(",", new Tuple(term).Span.ToArray().Select(Text)) + "}";
        }
        if (term.IsBitstring)
        {
            return "<<\"" + Encoding.Latin1.GetString(new Bitstring(term).AlignedBytes) + "\">>";
        }
        if (term.IsCons)
        {
            var items = new List<Term>();
            for (; term.IsCons; term = term.Tail)
            {
                items.Add(term.Head);
            }
            string tail = term.IsNil ? "" : "|" + Text(term);
            bool printable = term.IsNil && items.All(item => item.IsSmall && item.SmallValue is >= 32 and < 0x110000);
            return printable
                ? "\"" + string.Concat(items.Select(item => char.ConvertFromUtf32((int)item.SmallValue))) + "\""
                : "[" + string.Join(",", items.Select(Text)) + tail + "]";
        }
        return term.IsReference ? "#Ref"
            : term.IsPid ? "#Pid"
            : term.IsPort ? "#Port"
            : "?";
    }
}
