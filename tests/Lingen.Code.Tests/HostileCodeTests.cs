// Code that no compiler writes, and what the validator must say to it: each of these would have broken the machine, or is
// like code that would. The last ones are code that compilers do write and that must stay allowed.
using Lingen.Terms;
using Xunit;
using static Lingen.Code.Tests.Arg;

namespace Lingen.Code.Tests;

public sealed unsafe class HostileCodeTests
{
    /// <summary>Validates the module; gives the reason of a refusal, or "checks: N" with the number of instructions that get a test.</summary>
    private static string Verdict(ModuleBuilder builder)
    {
        LoadedModule? module = null;
        try
        {
            module = ValidatorTests.Load(builder.Build());
            module.CheckedOffsets = Validator.Validate(module, ValidatorTests.Vm.Exports);
            var translator = new FunctionTranslator(ValidatorTests.Vm.Exports);
            for (int i = 0; i < module.FunctionCount; i++)
            {
                translator.Translate(module, module.Functions + i);
            }
            return $"checks: {module.CheckedOffsets.Length}";
        }
        catch (BeamFormatException refused)
        {
            return refused.Message;
        }
        finally
        {
            if (module != null)
            {
                ValidatorTests.Free(module);
            }
        }
    }

    private static void Refused(string reason, ModuleBuilder builder) => Assert.Contains(reason, Verdict(builder));

    private static void Accepted(int checks, ModuleBuilder builder) => Assert.Equal($"checks: {checks}", Verdict(builder));

    private static ModuleBuilder Code(int arity) => new ModuleBuilder().Function("f", arity, 2);

    [Fact]
    public void RaiseMayReturn()
    {
        ModuleBuilder code = Code(3).Op(GenericOp.Allocate, U(0), U(3));
        code.Op(GenericOp.CallExt, U(3), code.Import("erlang", "raise", 3))
            .Op(GenericOp.Move, X(1), X(0))
            .Op(GenericOp.Deallocate, U(0))
            .Op(GenericOp.Return);
        Refused("x1 is not initialized", code);
    }

    [Fact]
    public void ErrorDoesNot()
    {
        ModuleBuilder code = Code(1).Op(GenericOp.Allocate, U(0), U(1));
        code.Op(GenericOp.CallExt, U(1), code.Import("erlang", "error", 1)).Op(GenericOp.Move, X(1), X(0)).Op(GenericOp.Return);
        Accepted(0, code);
    }

    /// <summary>Nobody comes back, so the frame that a call of error/1 takes away may be another than there is; it is left alone then.</summary>
    [Theory]
    [InlineData(3, 0)]
    [InlineData(8000, 1)]
    public void ErrorNamesAnyFrame(int frame, int checks)
    {
        ModuleBuilder code = Code(1).Op(GenericOp.Allocate, U(3), U(1));
        code.Op(GenericOp.CallExtLast, U(1), code.Import("erlang", "error", 1), U(frame));
        Accepted(checks, code);
    }

    /// <summary>A small file that would need gigabytes to look at.</summary>
    [Fact]
    public void PicturesOfRegistersHaveALimit()
    {
        ModuleBuilder code = Code(1).Op(GenericOp.Allocate, U(8000), U(1));
        for (int label = 3; label < 3000; label++)
        {
            code.Op(GenericOp.IsAtom, L(label), X(0)).Label(label);
        }
        Refused("too large to be validated", code.Op(GenericOp.Deallocate, U(8000)).Op(GenericOp.Return));
    }

    /// <summary>Values are numbered by label and register where ways meet; two registers must not get one number.</summary>
    [Fact]
    public void FarStackSlotsAreNotRegistersOfTheNextLabel()
    {
        ModuleBuilder code = Code(2)
            .Op(GenericOp.Allocate, U(1100), U(2))
            .Op(GenericOp.Move, X(0), Y(1024))
            .Op(GenericOp.IsAtom, L(3), X(0))
            .Op(GenericOp.Move, X(1), Y(1024))
            .Label(3)
            .Op(GenericOp.IsAtom, L(4), X(0))
            .Op(GenericOp.Move, X(1), X(0))
            .Label(4)
            .Op(GenericOp.IsNonemptyList, L(5), X(0))
            .Op(GenericOp.GetHd, Y(1024), X(0))
            .Label(5)
            .Op(GenericOp.Deallocate, U(1100))
            .Op(GenericOp.Return);
        Accepted(1, code);
    }

    /// <summary>A jump to the label in front of the function raises, so the code of the handler is reached.</summary>
    [Fact]
    public void FunctionClauseLeadsToHandlers() =>
        Refused(
            "x7 is not initialized",
            Code(1)
                .Op(GenericOp.Allocate, U(1), U(1))
                .Op(GenericOp.Try, Y(0), L(3))
                .Op(GenericOp.Jump, L(1))
                .Label(3)
                .Op(GenericOp.TryCase, Y(0))
                .Op(GenericOp.Move, X(7), X(0))
                .Op(GenericOp.Deallocate, U(1))
                .Op(GenericOp.Return)
        );

    /// <summary>Falling into a handler fails a test there, and that is an exception for whatever the slot's handler is.</summary>
    [Fact]
    public void FallingIntoAHandlerLeadsToHandlers() =>
        Refused(
            "x7 is not initialized",
            Code(1)
                .Op(GenericOp.Allocate, U(1), U(1))
                .Op(GenericOp.Try, Y(0), L(4))
                .Op(GenericOp.Jump, L(3))
                .Label(3)
                .Op(GenericOp.TryCase, Y(0))
                .Op(GenericOp.Deallocate, U(1))
                .Op(GenericOp.Return)
                .Label(4)
                .Op(GenericOp.TryCase, Y(0))
                .Op(GenericOp.Move, X(7), X(0))
                .Op(GenericOp.Deallocate, U(1))
                .Op(GenericOp.Return)
        );

    [Fact]
    public void ABinaryUnderConstructionDoesNotSurviveAReceive() =>
        Refused(
            "no binary is under construction",
            Code(0)
                .Op(GenericOp.Allocate, U(0), U(0))
                .Op(GenericOp.BsInit2, L(0), U(8), U(0), U(0), U(0), X(0))
                .Label(3)
                .Op(GenericOp.LoopRec, L(4), X(0))
                .Op(GenericOp.LoopRecEnd, L(3))
                .Label(4)
                .Op(GenericOp.WaitTimeout, L(3), I(1))
                .Op(GenericOp.Timeout)
                .Op(GenericOp.BsPutInteger, L(0), I(8), U(1), U(0), I(1))
                .Op(GenericOp.Deallocate, U(0))
                .Op(GenericOp.Return)
        );

    [Fact]
    public void OnlyGuardBifsArePartOfInstructions()
    {
        ModuleBuilder code = Code(1);
        code.Op(GenericOp.Bif1, L(0), code.Import("erlang", "exit", 1), X(0), X(0)).Op(GenericOp.Return);
        Refused("unsupported guard BIF: erlang:exit/1", code);
    }

    [Fact]
    public void ABifThatBuildsUsesUpWhatIsReserved()
    {
        ModuleBuilder code = Code(2).Op(GenericOp.TestHeap, U(2), U(2));
        code.Op(GenericOp.Bif2, L(0), code.Import("erlang", "*", 2), X(0), X(1), X(2))
            .Op(GenericOp.PutList, X(2), Nil, X(0))
            .Op(GenericOp.Return);
        Refused("heap space has not been reserved", code);
    }

    /// <summary>The instruction may have collected with one live register before it fails.</summary>
    [Fact]
    public void RegistersThatACollectionLosesAreLostAtTheFailLabelToo() =>
        Refused(
            "x1 is not initialized",
            Code(2)
                .Op(GenericOp.BsStartMatch3, L(3), X(0), U(2), X(0))
                .Op(GenericOp.BsGetInteger2, L(3), X(0), U(1), I(100), U(1), U(0), X(0))
                .Label(3)
                .Op(GenericOp.Move, X(1), X(0))
                .Op(GenericOp.Return)
        );

    /// <summary>Commands: ensure_at_least 16 bits, equal to 1 in 8, an integer of 8 in x0 with one live register.</summary>
    private static Arg[] Ensure => [A("ensure_at_least"), U(16), U(1)];
    private static Arg[] Equal => [A("=:="), Nil, U(8), U(1)];
    private static Arg[] Integer => [A("integer"), U(1), Nil, U(8), U(1), X(2)];

    private static ModuleBuilder Match(params Arg[] commands) =>
        Code(2)
            .Op(GenericOp.BsStartMatch3, L(3), X(0), U(2), X(0))
            .Op(GenericOp.BsMatch, L(4), X(0), List(commands))
            .Op(GenericOp.Move, Nil, X(0))
            .Op(GenericOp.Return)
            .Label(3)
            .Op(GenericOp.Return)
            .Label(4)
            .Op(GenericOp.Move, X(1), X(0))
            .Op(GenericOp.Return);

    [Fact]
    public void TestsInFrontOfTheFirstFieldKeepRegisters()
    {
        Accepted(0, Match([.. Ensure, .. Equal, .. Integer]));
        Refused("x1 is not initialized", Match([.. Ensure, .. Integer, .. Equal]));
        Refused("more bits are taken than have been ensured", Match([.. Ensure, .. Equal, .. Equal, .. Equal]));
    }

    [Fact]
    public void AnAppendIsTheFirstSegment()
    {
        Arg[] integer = [A("integer"), U(1), U(1), Nil, I(1), I(8)];
        Arg[] append = [A("append"), U(2), U(8), Nil, X(0), A("all")];
        Refused(
            "bad segment",
            Code(1).Op(GenericOp.BsCreateBin, L(0), U(0), U(1), U(8), X(0), List([.. integer, .. append])).Op(GenericOp.Return)
        );
        Accepted(
            0,
            Code(1).Op(GenericOp.BsCreateBin, L(0), U(0), U(1), U(8), X(0), List([.. append, .. integer])).Op(GenericOp.Return)
        );
    }

    [Fact]
    public void SourcesOfSegmentsAreLive()
    {
        Arg[] integer = [A("integer"), U(1), U(1), Nil, X(1), I(8)];
        Refused(
            "x1 does not survive a collection",
            Code(2).Op(GenericOp.BsCreateBin, L(0), U(0), U(1), U(8), X(0), List(integer)).Op(GenericOp.Return)
        );
    }

    [Fact]
    public void InternalCodeHasRoom()
    {
        Arg[] integer = [A("integer"), U(1), U(1), Nil, I(1), I(8)];
        Arg[] many = [.. Enumerable.Repeat(integer, 12_000).SelectMany(item => item)];
        Refused(
            "too many segments",
            Code(1).Op(GenericOp.BsCreateBin, L(0), U(0), U(1), U(8), X(0), List(many)).Op(GenericOp.Return)
        );
        Arg[] pairs = [.. Enumerable.Range(0, 66_000).SelectMany(key => new[] { I(key), Nil })];
        Refused("too many keys", Code(1).Op(GenericOp.PutMapAssoc, L(0), X(0), X(0), U(1), List(pairs)).Op(GenericOp.Return));
        Refused(
            "the tuple is too large",
            Code(1).Op(GenericOp.PutTuple2, X(0), List([.. Enumerable.Repeat(Nil, 66_000)])).Op(GenericOp.Return)
        );
        Refused(
            "the tuple is too large",
            Code(1).Op(GenericOp.UpdateRecord, A("copy"), U(65_537), X(0), X(0), List(U(1), Nil)).Op(GenericOp.Return)
        );
        Refused("the tuple is too large", Code(1).Op(GenericOp.GetTupleElement, X(0), U(65_536), X(0)).Op(GenericOp.Return));
    }

    [Fact]
    public void ATupleDoesNotContainItself()
    {
        ModuleBuilder code = Code(3).Op(GenericOp.Allocate, U(0), U(3));
        code.Op(GenericOp.CallExt, U(3), code.Import("erlang", "setelement", 3))
            .Op(GenericOp.Move, X(0), X(1))
            .Op(GenericOp.SetTupleElement, X(1), X(0), U(0))
            .Op(GenericOp.Deallocate, U(0))
            .Op(GenericOp.Return);
        Refused("a tuple would contain itself", code);
    }

    /// <summary>hostile:bif/1 exists as a BIF in these tests, so the body is a stub whose result says nothing.</summary>
    [Fact]
    public void AStubIsNotWhatRuns()
    {
        ValidatorTests.MakeBif("hostile", "bif", 1);
        ModuleBuilder code = Code(1)
            .Op(GenericOp.Allocate, U(0), U(1))
            .Op(GenericOp.Call, U(1), L(4))
            .Op(GenericOp.GetTupleElement, X(0), U(0), X(0))
            .Op(GenericOp.Deallocate, U(0))
            .Op(GenericOp.Return)
            .Function("bif", 1, 4)
            .Op(GenericOp.Move, X(0), X(1))
            .Op(GenericOp.TestHeap, U(3), U(2))
            .Op(GenericOp.PutTuple2, X(0), List(X(0), X(1)))
            .Op(GenericOp.Return);
        Accepted(1, code);
    }

    [Fact]
    public void DeadCodeIsWellFormedToo()
    {
        Refused("a register is needed", Code(1).Op(GenericOp.Return).Op(GenericOp.Fmove, F(0), I(1)).Op(GenericOp.Return));
        Refused(
            "more bits are taken",
            Code(1).Op(GenericOp.Return).Op(GenericOp.BsMatch, L(1), X(0), List(A("skip"), U(1L << 50)))
        );
    }

    [Fact]
    public void AUnitIsNotZero() =>
        Refused(
            "bad unit 0",
            Code(1)
                .Op(GenericOp.BsStartMatch3, L(1), X(0), U(1), X(0))
                .Op(GenericOp.BsSkipBits2, L(1), X(0), A("all"), U(0), U(0))
                .Op(GenericOp.Return)
        );

    [Fact]
    public void OnLoadTakesNothing() =>
        Refused("the on_load function has arguments", Code(1).Op(GenericOp.OnLoad).Op(GenericOp.Return));

    // Jumps back

    /// <summary>Two places share code that lies in front of one of them.</summary>
    [Fact]
    public void SharedCodeMayLieBehind() =>
        Accepted(
            0,
            Code(1)
                .Op(GenericOp.IsAtom, L(4), X(0))
                .Label(3)
                .Op(GenericOp.Move, Nil, X(0))
                .Op(GenericOp.Return)
                .Label(4)
                .Op(GenericOp.IsNil, L(3), X(0))
                .Op(GenericOp.Return)
        );

    [Fact]
    public void LoopsSpendReductions()
    {
        Refused("it loops", Code(1).Label(3).Op(GenericOp.Jump, L(3)));
        Refused(
            "it loops",
            Code(1).Label(3).Op(GenericOp.IsAtom, L(4), X(0)).Op(GenericOp.Return).Label(4).Op(GenericOp.Jump, L(3))
        );
        Refused("it loops", Code(1).Op(GenericOp.IsAtom, L(2), X(0)).Op(GenericOp.Return));
    }

    /// <summary>A receive that goes back to where an exception of its own body arrives.</summary>
    [Fact]
    public void HandlersMayBeTargetsOfAReceive() =>
        Refused(
            "y0 is not the innermost catch",
            Code(0)
                .Op(GenericOp.Allocate, U(1), U(0))
                .Op(GenericOp.Catch, Y(0), L(3))
                .Op(GenericOp.Move, Nil, X(0))
                .Op(GenericOp.BsInitWritable)
                .Label(3)
                .Op(GenericOp.CatchEnd, Y(0))
                .Op(GenericOp.Wait, L(3))
        );

    [Fact]
    public void ExceptionsMakeNoLoop() =>
        Refused(
            "it loops",
            Code(0)
                .Op(GenericOp.Allocate, U(1), U(0))
                .Label(3)
                .Op(GenericOp.Try, Y(0), L(4))
                .Op(GenericOp.Badmatch, Nil)
                .Label(4)
                .Op(GenericOp.TryCase, Y(0))
                .Op(GenericOp.Jump, L(3))
        );

    /// <summary>Both catches share the code that raises; each exception goes to its own handler, where the other catch is none.</summary>
    [Fact]
    public void CatchesMayShareCodeThatRaises() =>
        Accepted(
            0,
            Code(1)
                .Op(GenericOp.Allocate, U(2), U(1))
                .Op(GenericOp.Catch, Y(1), L(3))
                .Op(GenericOp.IsAtom, L(5), X(0))
                .Label(3)
                .Op(GenericOp.CatchEnd, Y(1))
                .Op(GenericOp.Catch, Y(0), L(4))
                .Op(GenericOp.IsNil, L(5), X(0))
                .Label(4)
                .Op(GenericOp.CatchEnd, Y(0))
                .Op(GenericOp.Deallocate, U(2))
                .Op(GenericOp.Return)
                .Label(5)
                .Op(GenericOp.IfEnd)
        );

    /// <summary>receive after Time -> ok end, with the time in a register that is lost while the process waits.</summary>
    [Fact]
    public void ATimeoutIsReadOnce() =>
        Accepted(
            0,
            Code(1)
                .Op(GenericOp.Allocate, U(0), U(1))
                .Label(3)
                .Op(GenericOp.WaitTimeout, L(4), X(0))
                .Op(GenericOp.Timeout)
                .Op(GenericOp.Move, Nil, X(0))
                .Op(GenericOp.Deallocate, U(0))
                .Op(GenericOp.Return)
                .Label(4)
                .Op(GenericOp.Jump, L(3))
        );
}
