// Match specifications by erlang:match_spec_test/3.
using static Lingen.Runtime.Tests.BifCaller;

namespace Lingen.Runtime.Tests;

public sealed unsafe class MatchSpecTests
{
    private static Term Test(BifCaller bifs, Term subject, Term head, Term guards, Term body) =>
        bifs.Call("erlang", "match_spec_test", subject, bifs.L(bifs.T(head, guards, bifs.L(body))), A("table"));

    private static Term Value(Term result)
    {
        var fields = new Tuple(result);
        Assert.Equal(A("ok"), fields[0]);
        return fields[1];
    }

    [Fact]
    public void BodiesBuildTermsAndFailingCallsAreExit()
    {
        using var bifs = new BifCaller();
        Term subject = bifs.T(N(1), A("a"));
        Term head = bifs.T(A("$1"), A("$2"));
        Assert.Equal(N(3), Value(Test(bifs, subject, head, Term.Nil, bifs.T(A("+"), A("$1"), N(2)))));
        Assert.Equal(A("EXIT"), Value(Test(bifs, subject, head, Term.Nil, bifs.T(A("+"), A("$2"), N(2)))));
        Assert.Equal(A("false"), Value(Test(bifs, subject, head, bifs.L(bifs.T(A("+"), A("$2"), N(2))), A("$1"))));
        Term pair = Value(Test(bifs, subject, head, Term.Nil, bifs.T(bifs.T(A("$2"), A("$1")))));
        Assert.Equal(A("a"), new Tuple(pair)[0]);
        Assert.Equal(N(1), new Tuple(pair)[1]);
        Assert.Equal(A("EXIT"), Value(Test(bifs, subject, head, Term.Nil, bifs.T(A("andalso"), A("$1"), Term.True))));
        Assert.Equal(A("a"), Value(Test(bifs, subject, head, Term.Nil, bifs.T(A("andalso"), Term.True, A("$2")))));
    }

    [Fact]
    public void AHeadNestedAMillionDeepIsMatched()
    {
        using var bifs = new BifCaller();
        Term deep = Term.Nil;
        for (int i = 0; i < 1_000_000; i++)
        {
            deep = Cons.Create(bifs.Heap, deep, Term.Nil);
        }
        Term result = Test(bifs, bifs.T(deep), bifs.T(deep), Term.Nil, A("yes"));
        Assert.Equal(A("yes"), Value(result));
    }

    [Fact]
    public void ABodyNestedTooDeepIsRefused()
    {
        using var bifs = new BifCaller();
        Term deep = Term.Nil;
        for (int i = 0; i < 1_000_000; i++)
        {
            deep = Cons.Create(bifs.Heap, deep, Term.Nil);
        }
        Term result = Test(bifs, bifs.T(N(1)), bifs.T(A("$1")), Term.Nil, deep);
        Assert.Equal(A("error"), new Tuple(result)[0]);
    }
}
