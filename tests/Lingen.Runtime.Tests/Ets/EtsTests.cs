// Tables through their BIFs: models of random operations, slices of long scans, memory that comes back.
using static Lingen.Runtime.Tests.BifCaller;

namespace Lingen.Runtime.Tests;

public sealed unsafe class EtsTests
{
    [Theory]
    [InlineData("set", false)]
    [InlineData("set", true)]
    [InlineData("ordered_set", false)]
    public void RandomOperationsFollowADictionary(string type, bool concurrent)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            using var bifs = new BifCaller();
            var random = new Random(seed);
            var model = new Dictionary<long, long>();
            Term table = bifs.Ets("new", A("t"), bifs.L(A(type), bifs.T(A("write_concurrency"), Term.Boolean(concurrent))));
            for (int step = 0; step < 6000; step++)
            {
                long key = random.Next(1500);
                Term object_ = bifs.T(N(key), N(step));
                switch (random.Next(6))
                {
                    case 0:
                        bifs.Ets("delete", table, N(key));
                        model.Remove(key);
                        break;
                    case 1:
                        Assert.Equal(Term.Boolean(!model.ContainsKey(key)), bifs.Ets("insert_new", table, object_));
                        model.TryAdd(key, step);
                        break;
                    case 2:
                        Assert.Equal(Term.Boolean(model.ContainsKey(key)), bifs.Ets("member", table, N(key)));
                        break;
                    case 3:
                        Term found = bifs.Ets("lookup", table, N(key));
                        Assert.Equal(model.ContainsKey(key), found.IsCons);
                        Assert.True(found.IsNil || new Tuple(found.Head)[1] == N(model[key]));
                        break;
                    default:
                        bifs.Ets("insert", table, object_);
                        model[key] = step;
                        break;
                }
            }
            Assert.Equal(N(model.Count), bifs.Ets("info", table, A("size")));
            var seen = new SortedSet<long>();
            for (Term key = bifs.Ets("first", table); key.IsSmall; key = bifs.Ets("next", table, key))
            {
                Assert.True(seen.Add(key.SmallValue));
            }
            Assert.True(seen.SetEquals(model.Keys), $"seed {seed}");
            Assert.Equal(Term.True, bifs.Ets("delete", table));
        }
    }

    [Theory]
    [InlineData("set")]
    [InlineData("ordered_set")]
    [InlineData("bag")]
    public void LongScansTrapAndSeeEveryRowOnce(string type)
    {
        using var bifs = new BifCaller();
        Term table = bifs.Ets("new", A("t"), bifs.L(A(type)));
        const int Rows = 20_000;
        for (int i = 0; i < Rows; i++)
        {
            bifs.Ets("insert", table, bifs.T(N(i), N(i % 7)));
        }
        Term head = bifs.T(A("$1"), A("$2"));
        Term all = bifs.L(bifs.T(head, Term.Nil, bifs.L(A("$1"))));
        var keys = new HashSet<long>();
        for (Term list = bifs.Ets("select", table, all); list.IsCons; list = list.Tail)
        {
            Assert.True(keys.Add(list.Head.SmallValue));
        }
        Assert.True(bifs.Traps > 10);
        Assert.Equal(Rows, keys.Count);
        Assert.Equal(Term.False, bifs.Ets("info", table, A("fixed")));

        Term isThree = bifs.L(bifs.T(head, bifs.L(bifs.T(A("=:="), A("$2"), N(3))), bifs.L(Term.True)));
        Term count = bifs.Ets("select_count", table, isThree);
        Assert.Equal(Rows / 7, count.SmallValue);
        Assert.Equal(count, bifs.Ets("internal_select_delete", table, isThree));
        Assert.Equal(N(Rows - count.SmallValue), bifs.Ets("info", table, A("size")));

        long chunked = 0;
        Term part = bifs.Ets("select", table, all, N(37));
        while (part.IsTuple)
        {
            Assert.True(Cons.Length(new Tuple(part)[0]) <= 37);
            chunked += Cons.Length(new Tuple(part)[0]);
            part = bifs.Ets("select", new Tuple(part)[1]);
        }
        Assert.Equal(Rows - count.SmallValue, chunked);
        Assert.Equal(Term.True, bifs.Ets("delete", table));
    }

    [Fact]
    public void RowsHoldTheirOwnCopies()
    {
        using var bifs = new BifCaller();
        Term table = bifs.Ets("new", A("t"), Term.Nil);
        Term binary = Bitstring.FromBytes(bifs.Heap, new byte[500]);
        var cell = (BinaryCell*)binary.BoxedPointer[2];
        bifs.Ets("insert", table, bifs.T(N(1), binary, bifs.L(binary, binary)));
        Assert.Equal(4, cell->Cell.ReferenceCount);
        Term found = bifs.Ets("lookup", table, N(1));
        Assert.Equal(7, cell->Cell.ReferenceCount);
        Assert.True(TermComparer.ExactEqual(new Tuple(found.Head)[1], binary));
        bifs.Ets("delete", table, N(1));
        Assert.Equal(4, cell->Cell.ReferenceCount);
    }

    [Fact]
    public void ADeletedOwnerTakesItsTablesAlong()
    {
        using var bifs = new BifCaller();
        Term name = bifs.Ets("new", A("of_owner"), bifs.L(A("named_table"), A("public")));
        bifs.Ets("insert", name, bifs.T(N(1), N(2)));
        bifs.Vm.Ets.OwnerExited(LocalPid.Create(77, 0));
        Assert.Equal(A("undefined"), bifs.Ets("whereis", name));
        Assert.Equal(A("undefined"), bifs.Ets("info", name));
        Assert.Equal(0, bifs.Vm.Ets.Count);
    }

    [Fact]
    public void ProtectionNamesItsCause()
    {
        using var bifs = new BifCaller();
        Term table = bifs.Ets("new", A("t"), bifs.L(A("private")));
        bifs.Become(78);
        Term failure = bifs.Ets("lookup", table, N(1));
        Assert.Equal(A("access"), new Tuple(failure)[2]);
        Assert.Equal(A("type"), new Tuple(bifs.Ets("lookup", N(17), N(1)))[2]);
        Assert.Equal(A("id"), new Tuple(bifs.Ets("lookup", A("nosuch"), N(1)))[2]);
    }

    [Fact]
    public void ThreadsOnOneTableLoseNothing()
    {
        using var bifs = new BifCaller();
        foreach (bool concurrent in new[] { false, true })
        {
            Term table = bifs.Ets("new", A("t"), bifs.L(A("public"), bifs.T(A("write_concurrency"), Term.Boolean(concurrent))));
            bifs.Ets("insert", table, bifs.T(A("counter"), N(0)));
            ulong bits = table.Bits;
            var threads = new Thread[4];
            for (int i = 0; i < threads.Length; i++)
            {
                int number = i;
                threads[i] = new Thread(() => Work(bifs.Vm, new Term(bits), number));
                threads[i].Start();
            }
            foreach (Thread thread in threads)
            {
                thread.Join();
            }
            Assert.Equal(N(4 * 5000), bifs.Ets("lookup_element", table, A("counter"), N(2)));
            Assert.Equal(N((4 * 5000) + 1), bifs.Ets("info", table, A("size")));
        }
    }

    private static void Work(VirtualMachine vm, Term table, int number)
    {
        using var bifs = new BifCaller(vm, (uint)(100 + number));
        for (int i = 0; i < 5000; i++)
        {
            bifs.Ets("update_counter", table, A("counter"), N(1));
            bifs.Ets("insert", table, bifs.T(bifs.T(N(number), N(i)), N(i)));
        }
    }
}
