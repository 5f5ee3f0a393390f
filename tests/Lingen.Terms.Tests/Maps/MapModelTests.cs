// Maps against a model: random insertions, updates and removals, with keys whose whole hashes collide among them.
namespace Lingen.Terms.Tests.MapTests;

public sealed unsafe class MapModelTests
{
    /// <summary>The word whose hash as an immediate is this: the final scrambling of the hash can be undone.</summary>
    private static ulong Unscramble(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= 0x9CB4B2F8129337DB;
        hash ^= hash >> 33;
        hash *= 0x4F74430C22A54005;
        return hash ^ (hash >> 33);
    }

    /// <summary>Keys of all kinds, and pairs of a tuple and a small integer with the same hash.</summary>
    private static List<Term> MakeKeys(TestHeap heap, Random random, int count)
    {
        var keys = new List<Term>();
        for (int i = 0; keys.Count < count; i++)
        {
            keys.Add(Term.Small(random.Next(-1_000_000, 1_000_000)));
            keys.Add(Float.Create(heap.Pointer, random.NextDouble()));
            keys.Add(Integers.Create(heap.Pointer, (Int128)random.NextInt64() * random.NextInt64()));
            keys.Add(Cons.FromString(heap.Pointer, "key " + i));
            Term tuple = Tuple.Create(heap.Pointer, Term.Small(i), Atoms.Ok);
            keys.Add(tuple);
            var twin = new Term(Unscramble(TermHash.Internal(tuple)));
            if (twin.IsSmall)
            {
                Assert.Equal(TermHash.Internal(tuple), TermHash.Internal(twin));
                keys.Add(twin);
            }
        }
        return keys;
    }

    private sealed class KeyComparer : IEqualityComparer<Term>
    {
        public bool Equals(Term a, Term b) => TermComparer.ExactEqual(a, b);

        public int GetHashCode(Term term) => (int)TermHash.Internal(term);
    }

    private static Term FromModel(TestHeap heap, Dictionary<Term, Term> model)
    {
        Term[] pairs = model.SelectMany(pair => new[] { pair.Key, pair.Value }).ToArray();
        fixed (Term* start = pairs)
        {
            return Maps.FromKeysValues(heap.Pointer, start, model.Count);
        }
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 60)]
    [InlineData(3, 2000)]
    public void FollowsAModel(int seed, int keyCount)
    {
        var random = new Random(seed);
        using var heap = new TestHeap();
        List<Term> keys = MakeKeys(heap, random, keyCount);
        var model = new Dictionary<Term, Term>(new KeyComparer());
        Term map = Maps.Empty(heap.Pointer);
        for (int step = 0; step < keyCount * 4; step++)
        {
            Term key = keys[random.Next(keys.Count)];
            bool known = model.ContainsKey(key);
            bool removing = random.Next(100) < (step / keyCount % 2 == 0 ? 20 : 70);
            if (removing)
            {
                Term rest = Maps.Take(heap.Pointer, map, key, out Term taken);
                Assert.Equal(known, !taken.IsNone);
                Assert.True(!known || model[key] == taken);
                Assert.True(known || rest == map);
                model.Remove(key);
                map = rest;
            }
            else
            {
                Term value = Term.Small(step);
                Term updated = Maps.UpdateExact(heap.Pointer, map, key, value);
                Assert.Equal(known, !updated.IsNone);
                map = Maps.Put(heap.Pointer, map, key, value);
                Assert.True(!known || TermComparer.ExactEqual(updated, map));
                model[key] = value;
            }
            Assert.Equal(model.Count, Maps.Count(map));
            Assert.Equal(model.Count <= FlatMap.MaxKeys, map.IsFlatMap);
            if (step % 50 == 0)
            {
                CheckSame(heap, map, model);
            }
        }
        CheckSame(heap, map, model);
    }

    /// <summary>The map is, node by node, the one that building it at once gives.</summary>
    private static void CheckSame(TestHeap heap, Term map, Dictionary<Term, Term> model)
    {
        Term built = FromModel(heap, model);
        Assert.True(TermComparer.ExactEqual(map, built));
        Assert.True(TermComparer.Equal(map, built));
        Assert.Equal(0, TermComparer.Compare(map, built));
        Assert.Equal(TermHash.Internal(map), TermHash.Internal(built));
        Assert.Equal(TermHash.Portable(map), TermHash.Portable(built));
        int count = 0;
        var iterator = new MapIterator(map);
        while (iterator.MoveNext())
        {
            Assert.True(model[iterator.Key] == iterator.Value);
            Assert.True(Maps.Get(map, iterator.Key) == iterator.Value);
            count++;
        }
        Assert.Equal(model.Count, count);
    }

    [Theory]
    [InlineData(11, 10, 10)]
    [InlineData(12, 30, 30)]
    [InlineData(13, 100, 5)]
    [InlineData(14, 5, 100)]
    [InlineData(15, 500, 500)]
    public void MergesLikeAModel(int seed, int leftCount, int rightCount)
    {
        var random = new Random(seed);
        using var heap = new TestHeap();
        List<Term> keys = MakeKeys(heap, random, Math.Max(leftCount, rightCount) * 2);
        for (int round = 0; round < 10; round++)
        {
            Dictionary<Term, Term> left = Choose(leftCount, 1000);
            Dictionary<Term, Term> right = Choose(rightCount, 2000);
            Term merged = Maps.Merge(heap.Pointer, FromModel(heap, left), FromModel(heap, right));
            foreach ((Term key, Term value) in right)
            {
                left[key] = value;
            }
            Assert.Equal(left.Count, Maps.Count(merged));
            CheckSame(heap, merged, left);
        }

        Dictionary<Term, Term> Choose(int count, int value)
        {
            var chosen = new Dictionary<Term, Term>(new KeyComparer());
            for (int i = 0; i < count; i++)
            {
                chosen[keys[random.Next(keys.Count)]] = Term.Small(value + i);
            }
            return chosen;
        }
    }

    [Fact]
    public void OfEqualKeysTheLastWins()
    {
        using var heap = new TestHeap();
        foreach (int count in (int[])[10, 32, 33, 200])
        {
            var pairs = new List<Term>();
            for (int i = 0; i < count * 3; i++)
            {
                pairs.Add(Tuple.Create(heap.Pointer, Term.Small(i % count)));
                pairs.Add(Term.Small(i));
            }
            Term map;
            fixed (Term* start = pairs.ToArray())
            {
                map = Maps.FromKeysValues(heap.Pointer, start, pairs.Count / 2);
            }
            Assert.Equal(count, Maps.Count(map));
            for (int i = 0; i < count; i++)
            {
                Assert.Equal((2 * count) + i, Maps.Get(map, Tuple.Create(heap.Pointer, Term.Small(i))).SmallValue);
            }
        }
    }

    [Fact]
    public void KeyTuplesAreSharedWhenKeysStay()
    {
        using var heap = new TestHeap();
        Term map = Maps.Put(heap.Pointer, Maps.Empty(heap.Pointer), Atoms.Ok, Term.Small(1));
        Term changed = Maps.Put(heap.Pointer, map, Atoms.Ok, Term.Small(2));
        Assert.True(new FlatMap(map).KeyTuple == new FlatMap(changed).KeyTuple);
        Assert.True(Maps.Put(heap.Pointer, map, Atoms.Ok, Term.Small(1)) == map);
    }

    [Fact]
    public void PathsVisitEveryEntry()
    {
        using var heap = new TestHeap();
        List<Term> keys = MakeKeys(heap, new Random(5), 300);
        Term map = FromModel(heap, keys.Distinct(new KeyComparer()).ToDictionary(key => key, key => key, new KeyComparer()));
        var iterator = new MapIterator(map);
        var place = new MapPath(map, Term.Small(0));
        bool more = place.IsValid;
        while (more)
        {
            Assert.True(iterator.MoveNext());
            Assert.True(iterator.Cell == place.Cell);
            var again = new MapPath(map, place.ToTerm(heap.Pointer));
            Assert.True(again.Cell == place.Cell);
            more = place.MoveNext();
        }
        Assert.False(iterator.MoveNext());
    }
}
