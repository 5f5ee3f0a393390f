// What operands each generic instruction takes, one letter each. The validator checks the shape of every instruction,
// reachable or not, because the translator takes operands at their word.
//
//   l label of this function          L the same, or 0 for "raise"      e entry label of a function
//   s any term source                 r x or y register                 d x or y register to write
//   y stack slot                      f float register                  F float register or source
//   u number                          n live x registers                k arity of a call
//   a atom                            i index of an import              t line item
//   h heap need                       * list                            p fun table row
//   g label or atom                   m any (a hint)                    z size: source or number
//   q number of bits, even one that no bitstring has
namespace Lingen.Code;

internal static class OperandShapes
{
    /// <summary>The shape of an instruction; null if this VM does not run it.</summary>
    public static string? Of(GenericOp op) => Shapes[(int)op];

    private static readonly string?[] Shapes = Make();

    // csharpier-ignore
    private static string?[] Make()
    {
        var shapes = new string?[GenericOpTable.Last + 1];
        Set(shapes, "", GenericOp.IntCodeEnd, GenericOp.Return, GenericOp.Send, GenericOp.RemoveMessage, GenericOp.Timeout, GenericOp.IfEnd,
            GenericOp.OnLoad, GenericOp.BuildStacktrace, GenericOp.RawRaise, GenericOp.NifStart, GenericOp.BsInitWritable);
        Set(shapes, "u", GenericOp.Label, GenericOp.Deallocate);
        Set(shapes, "aau", GenericOp.FuncInfo);
        Set(shapes, "ke", GenericOp.Call, GenericOp.CallOnly);
        Set(shapes, "keu", GenericOp.CallLast);
        Set(shapes, "ki", GenericOp.CallExt, GenericOp.CallExtOnly);
        Set(shapes, "kiu", GenericOp.CallExtLast);
        Set(shapes, "k", GenericOp.CallFun, GenericOp.Apply);
        Set(shapes, "ku", GenericOp.ApplyLast);
        Set(shapes, "mks", GenericOp.CallFun2);
        Set(shapes, "pd*", GenericOp.MakeFun3);
        Set(shapes, "id", GenericOp.Bif0);
        Set(shapes, "Lisd", GenericOp.Bif1);
        Set(shapes, "Lissd", GenericOp.Bif2);
        Set(shapes, "Lisssd", GenericOp.Bif3);
        Set(shapes, "Lnisd", GenericOp.GcBif1);
        Set(shapes, "Lnissd", GenericOp.GcBif2);
        Set(shapes, "Lnisssd", GenericOp.GcBif3);
        Set(shapes, "un", GenericOp.Allocate);
        Set(shapes, "uhn", GenericOp.AllocateHeap);
        Set(shapes, "hn", GenericOp.TestHeap);
        Set(shapes, "uu", GenericOp.Trim);
        Set(shapes, "*", GenericOp.InitYregs);
        Set(shapes, "lr", GenericOp.LoopRec);
        Set(shapes, "l", GenericOp.LoopRecEnd, GenericOp.Wait, GenericOp.Jump);
        Set(shapes, "ls", GenericOp.WaitTimeout, GenericOp.IsInteger, GenericOp.IsFloat, GenericOp.IsNumber, GenericOp.IsAtom, GenericOp.IsPid,
            GenericOp.IsReference, GenericOp.IsPort, GenericOp.IsNil, GenericOp.IsBinary, GenericOp.IsList, GenericOp.IsNonemptyList,
            GenericOp.IsTuple, GenericOp.IsFunction, GenericOp.IsBoolean, GenericOp.IsBitstr, GenericOp.IsMap);
        Set(shapes, "lss", GenericOp.IsLt, GenericOp.IsGe, GenericOp.IsEq, GenericOp.IsNe, GenericOp.IsEqExact, GenericOp.IsNeExact,
            GenericOp.IsFunction2);
        Set(shapes, "lsu", GenericOp.TestArity);
        Set(shapes, "lsua", GenericOp.IsTaggedTuple);
        Set(shapes, "sl*", GenericOp.SelectVal, GenericOp.SelectTupleArity);
        Set(shapes, "yl", GenericOp.Catch, GenericOp.Try);
        Set(shapes, "y", GenericOp.CatchEnd, GenericOp.TryEnd, GenericOp.TryCase);
        Set(shapes, "s", GenericOp.Badmatch, GenericOp.CaseEnd, GenericOp.TryCaseEnd, GenericOp.Badrecord);
        Set(shapes, "ss", GenericOp.Raise);
        Set(shapes, "sd", GenericOp.Move);
        Set(shapes, "rr", GenericOp.Swap);
        Set(shapes, "sdd", GenericOp.GetList);
        Set(shapes, "sd", GenericOp.GetHd, GenericOp.GetTl);
        Set(shapes, "sud", GenericOp.GetTupleElement);
        Set(shapes, "ssu", GenericOp.SetTupleElement);
        Set(shapes, "ssd", GenericOp.PutList);
        Set(shapes, "d*", GenericOp.PutTuple2);
        Set(shapes, "ausd*", GenericOp.UpdateRecord);
        Set(shapes, "Lsdn*", GenericOp.PutMapAssoc, GenericOp.PutMapExact);
        Set(shapes, "ls*", GenericOp.HasMapFields, GenericOp.GetMapElements);
        Set(shapes, "FF", GenericOp.Fmove);
        Set(shapes, "sf", GenericOp.Fconv);
        Set(shapes, "Lfff", GenericOp.Fadd, GenericOp.Fsub, GenericOp.Fmul, GenericOp.Fdiv);
        Set(shapes, "Lff", GenericOp.Fnegate);
        Set(shapes, "t", GenericOp.Line);
        Set(shapes, "tu", GenericOp.ExecutableLine);
        Set(shapes, "mmm*", GenericOp.DebugLine);
        Set(shapes, "rr", GenericOp.RecvMarkerBind);
        Set(shapes, "r", GenericOp.RecvMarkerClear, GenericOp.RecvMarkerUse);
        Set(shapes, "d", GenericOp.RecvMarkerReserve);
        Set(shapes, "lsnd", GenericOp.BsStartMatch3);
        Set(shapes, "gnsd", GenericOp.BsStartMatch4);
        Set(shapes, "rdn", GenericOp.BsGetTail, GenericOp.BsGetPosition);
        Set(shapes, "rs", GenericOp.BsSetPosition);
        Set(shapes, "lrnsuud", GenericOp.BsGetInteger2, GenericOp.BsGetFloat2, GenericOp.BsGetBinary2);
        Set(shapes, "lrsuu", GenericOp.BsSkipBits2);
        Set(shapes, "lrq", GenericOp.BsTestTail2);
        Set(shapes, "lru", GenericOp.BsTestUnit);
        Set(shapes, "lruu", GenericOp.BsMatchString);
        Set(shapes, "lrnud", GenericOp.BsGetUtf8, GenericOp.BsGetUtf16, GenericOp.BsGetUtf32);
        Set(shapes, "lrnu", GenericOp.BsSkipUtf8, GenericOp.BsSkipUtf16, GenericOp.BsSkipUtf32);
        Set(shapes, "lr*", GenericOp.BsMatch);
        Set(shapes, "Lhnud*", GenericOp.BsCreateBin);
        Set(shapes, "Lzhnud", GenericOp.BsInit2, GenericOp.BsInitBits);
        Set(shapes, "Lssud", GenericOp.BsAdd);
        Set(shapes, "Lshnusud", GenericOp.BsAppend);
        Set(shapes, "Lsusud", GenericOp.BsPrivateAppend);
        Set(shapes, "Lsuus", GenericOp.BsPutInteger, GenericOp.BsPutBinary, GenericOp.BsPutFloat);
        Set(shapes, "uu", GenericOp.BsPutString);
        Set(shapes, "Lus", GenericOp.BsPutUtf8, GenericOp.BsPutUtf16, GenericOp.BsPutUtf32);
        Set(shapes, "Lsd", GenericOp.BsUtf8Size, GenericOp.BsUtf16Size);
        return shapes;
    }

    private static void Set(string?[] shapes, string shape, params ReadOnlySpan<GenericOp> ops)
    {
        foreach (GenericOp op in ops)
        {
            shapes[(int)op] = shape;
        }
    }
}
