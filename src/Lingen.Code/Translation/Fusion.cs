// Joins neighbouring instructions of a translated function. Only the opcode of the first one is changed, to one that does the
// work of both; the words of the others stay where they are, so that jumps, continuation points and line tables keep
// their places, and whatever the joined instruction does not do itself (a value that is no small integer, a full heap) it
// leaves to the plain one (OpFamilies.Plain), which goes on with the second as if nothing had happened.
//
// The pairs are the most frequent ones of a count over OTP's compiler compiling stdlib modules, and those of small-integer
// recursion (docs/internals/interpreter.md).
namespace Lingen.Code;

/// <summary>The pass over a function's code that picks joined and register-only forms of instructions.</summary>
internal static class Fusion
{
    private const int YRegister = 0x4000;

    /// <summary>Rewrites opcodes of the code in the buffer.</summary>
    /// <param name="code">A complete function; jumps need not be resolved yet.</param>
    public static void Apply(CodeBuffer code)
    {
        ReadOnlySpan<int> starts = code.Starts;
        for (int i = 0; i < starts.Length; i++)
        {
            // What follows has not been rewritten yet: the pass goes forward.
            Op second = i + 1 < starts.Length ? OpAt(code, starts[i + 1]) : Op.Invalid;
            Op third = i + 2 < starts.Length ? OpAt(code, starts[i + 2]) : Op.Invalid;
            ref ulong word = ref code[starts[i]];
            Op joined = Join((Op)(ushort)word, second, third, word);
            if (joined == Op.IsNonemptyListGetListX && !SameSource(word, code[starts[i + 1]]))
            {
                joined = Op.IsNonemptyListX;
            }
            else if (joined >= Op.AddSmallXX && joined <= Op.SubtractSmallXXCallOnly && (long)code[starts[i] + 2] < 0)
            {
                // Joined forms see an overflow by the result having gone the wrong way.
                joined = (Op)(ushort)word;
            }
            else if (joined == Op.IsTupleSelectX && !SameSource(word, code[starts[i + 1]]))
            {
                joined = Op.IsTuple;
            }
            word = (word & ~0xFFFFUL) | (ulong)joined;
        }
    }

    private static Op OpAt(CodeBuffer code, int index) => (Op)(ushort)code[index];

    private static bool SameSource(ulong left, ulong right) => ((left ^ right) & 0xFFFF_0000) == 0;

    private static Op Join(Op first, Op second, Op third, ulong word)
    {
        bool fromX = (ushort)(word >> 16) < YRegister;
        switch (first)
        {
            case Op.MoveXX:
                return second switch
                {
                    Op.MoveXX => Op.MoveXX2,
                    Op.MoveYX => Op.MoveXXYX,
                    Op.Call => Op.MoveXXCall,
                    Op.Return => Op.MoveXXReturn,
                    _ => first,
                };
            case Op.MoveXY:
                return second switch
                {
                    Op.MoveXY => third == Op.MoveXY ? Op.MoveXY3 : Op.MoveXY2,
                    Op.MoveXX => third == Op.Call ? Op.MoveXYXXCall : Op.MoveXYXX,
                    _ => first,
                };
            case Op.MoveYX:
                return second switch
                {
                    Op.MoveYX when third == Op.CallLast => Op.MoveYX2CallLast,
                    Op.MoveYX => third == Op.MoveYX ? Op.MoveYX3 : Op.MoveYX2,
                    Op.CallLast => Op.MoveYXCallLast,
                    _ => first,
                };
            case Op.MoveLX:
                return second == Op.Return ? Op.MoveLXReturn : first;
            case Op.Allocate:
                return second != Op.MoveXY ? first
                    : (ushort)(word >> 16) == 1 ? Op.AllocateOneMoveXY
                    : third == Op.MoveXY ? Op.AllocateMoveXY2
                    : Op.AllocateMoveXY;
            case Op.TestHeap:
                return second == Op.PutList && third != Op.DeallocateReturn ? Op.TestHeapPutList : first;
            case Op.PutList:
                return second == Op.DeallocateReturn && IsYXX(word) ? Op.PutListYXXDeallocateReturn : first;
            case Op.GetTupleElementXX:
                return second == Op.GetTupleElementXX ? Op.GetTupleElementXX2 : first;
            default:
                return JoinTest(first, second, word, fromX);
        }
    }

    private static Op JoinTest(Op first, Op second, ulong word, bool fromX)
    {
        bool toX = (word >> 48) < YRegister;
        switch (first)
        {
            case Op.IsNonemptyList when fromX:
                return second == Op.GetList ? Op.IsNonemptyListGetListX : Op.IsNonemptyListX;
            case Op.IsTaggedTuple when fromX:
                return second == Op.GetTupleElementXX ? Op.IsTaggedTupleGetX : Op.IsTaggedTupleX;
            case Op.IsTuple when fromX:
                return second == Op.SelectTupleArity ? Op.IsTupleSelectX : first;
            case Op.IsLtSmall when fromX:
                return second == Op.Return ? Op.IsLtSmallXReturn : Op.IsLtSmallX;
            case Op.IsGeSmall when fromX:
                return second == Op.Return ? Op.IsGeSmallXReturn : Op.IsGeSmallX;
            case Op.IsLeSmallX:
                return second == Op.Return ? Op.IsLeSmallXReturn : first;
            case Op.AddSmall when fromX && toX:
                return second == Op.CallOnly ? Op.AddSmallXXCallOnly : Op.AddSmallXX;
            case Op.SubtractSmall when toX:
                return !fromX ? Op.SubtractSmallYX
                    : second == Op.Call ? Op.SubtractSmallXXCall
                    : second == Op.CallOnly ? Op.SubtractSmallXXCallOnly
                    : Op.SubtractSmallXX;
            case Op.Add when second == Op.DeallocateReturn && IsYXX(word):
                return Op.AddYXXDeallocateReturn;
            default:
                return first;
        }
    }

    /// <summary>Whether the fields a, b and c are a y register and two x registers: how a recursive call's result is used.</summary>
    private static bool IsYXX(ulong word) => (word & 0xC000_C000_C000_0000) == 0x4000_0000;
}
