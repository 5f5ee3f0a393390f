// The process dictionary against a model.
namespace Lingen.Runtime.Tests;

public sealed unsafe class DictionaryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AgreesWithAModel(int seed)
    {
        var random = new Random(seed);
        ProcessDictionary* dictionary = null;
        var model = new Dictionary<long, long>();
        TermHeap heap = default;
        for (int i = 0; i < 5000; i++)
        {
            long number = random.Next(60);
            Term key = number % 3 == 0 ? Tuple.Create(&heap, Atoms.Ok, Term.Small(number)) : Term.Small(number);
            switch (random.Next(3))
            {
                case 0:
                    Term old = ProcessDictionary.Put(ref dictionary, key, Term.Small(i));
                    Assert.Equal(model.TryGetValue(number, out long before) ? Term.Small(before) : Term.None, old);
                    model[number] = i;
                    break;
                case 1:
                    Term erased = ProcessDictionary.Erase(ref dictionary, key);
                    Assert.Equal(model.Remove(number, out long gone) ? Term.Small(gone) : Term.None, erased);
                    break;
                default:
                    Term found = ProcessDictionary.Get(dictionary, key);
                    Assert.Equal(model.TryGetValue(number, out long value) ? Term.Small(value) : Term.None, found);
                    break;
            }
            Assert.Equal(model.Count, ProcessDictionary.CountOf(dictionary));
        }
        Assert.Equal(model.Count, Cons.Length(ProcessDictionary.Keys(dictionary, &heap)));
        ProcessDictionary.Free(ref dictionary);
        heap.Clear();
    }
}
