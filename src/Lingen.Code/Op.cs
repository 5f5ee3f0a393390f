// The internal opcodes: what decoded code consists of.
//
// An instruction is one or more 64-bit words. Word 0 is
//
//   63     48 47     32 31     16 15      0
//   |   c    |    b    |    a    |   op    |
//
// where a, b and c are 16-bit operand descriptors or small numbers; tests and jumps instead keep a signed 32-bit
// offset (in words, from this instruction) in the upper half. A descriptor is 00 + x register, 01 + y register, or
// 10 + n: the literal word at ip[n]. A slow instruction takes whole operand words: a term (any tag but 00), or a
// register descriptor shifted left by two. `live` counts x registers that a collection keeps. `[machine]` is the
// machine address word in front of a continuation point.
namespace Lingen.Code;

/// <summary>Opcode of an internal instruction: the low 16 bits of its first word.</summary>
public enum Op : ushort
{
    /// <summary>Running into it is a bug of the translator.</summary>
    Invalid = 0,

    // Stubs: what a Code field may point at. [op][operand]
    /// <summary>[op][BifEntry*]: a BIF called through its export; returns to the caller.</summary>
    BifStub,

    /// <summary>[op][Export*]: calls error_handler:undefined_function/3.</summary>
    UndefinedFunction,

    /// <summary>[op][FunEntry*]: calls error_handler:undefined_lambda/3.</summary>
    UndefinedLambda,

    /// <summary>[op][FunctionEntry*]: decodes the body, then runs it.</summary>
    DecodeFunction,

    /// <summary>[op][FunctionEntry*]: reports a traced call to the runtime, then runs the body.</summary>
    TraceCall,

    /// <summary>[op][Export*]: erlang:apply/2 and /3 called through their exports.</summary>
    ApplyStub,

    /// <summary>[op]: bottom of every stack: the process ends normally.</summary>
    NormalExit,

    /// <summary>[op]: x0 = module, x1 = function, x2 = argument list: first instruction of a process.</summary>
    ProcessStart,

    /// <summary>[op]: return point of a traced call that wants return_to or return_from.</summary>
    ReturnTrace,

    /// <summary>[op]: goes on counting a long list, after a yield; the return address is the instruction that began.</summary>
    LengthContinue,

    // Calls
    /// <summary>[op][FunctionEntry*]</summary>
    FunctionClause,

    /// <summary>[op][FunctionEntry*][machine]</summary>
    Call,

    /// <summary>[op a=frame][FunctionEntry*]</summary>
    CallLast,

    /// <summary>[op][FunctionEntry*]</summary>
    CallOnly,

    /// <summary>[op][Export*][machine]</summary>
    CallExt,

    /// <summary>[op a=frame][Export*]</summary>
    CallExtLast,

    /// <summary>[op][Export*]</summary>
    CallExtOnly,

    /// <summary>[op][BifEntry*][machine]: result in x0.</summary>
    CallBif,

    /// <summary>[op a=frame][BifEntry*]: then return.</summary>
    CallBifLast,

    /// <summary>[op a=arity b=fun][fun literal?][machine]: the fun's descriptor is read before the x registers change.</summary>
    CallFun,

    /// <summary>[op a=arity b=fun c=frame][fun literal?]</summary>
    CallFunLast,

    /// <summary>[op a=arity][machine]: module and function in x[arity], x[arity+1].</summary>
    Apply,

    /// <summary>[op a=arity b=frame]</summary>
    ApplyLast,

    /// <summary>[op a=2 or 3][machine]: erlang:apply/2,3 with the arguments in x0...</summary>
    ApplyList,

    /// <summary>[op a=2 or 3 b=frame]</summary>
    ApplyListLast,
    Return,

    /// <summary>[op a=frame]</summary>
    DeallocateReturn,

    /// <summary>[op a=dst b=count][FunEntry*][operand word]...</summary>
    MakeFun,

    // Frames
    /// <summary>[op a=frame b=live c=heap words]</summary>
    Allocate,

    /// <summary>[op a=live][heap words]</summary>
    TestHeap,

    /// <summary>[op a=frame]</summary>
    Deallocate,

    /// <summary>[op a=y]: sets it to nil.</summary>
    InitY,

    // Moves
    /// <summary>[op a=src b=dst][literal?]</summary>
    Move,
    MoveXX,
    MoveXY,
    MoveYX,

    /// <summary>[op a=x][literal]</summary>
    MoveLX,

    /// <summary>[op a=y][literal]</summary>
    MoveLY,

    /// <summary>[op a b]: exchanges two registers.</summary>
    Swap,

    /// <summary>[op a=src b=head c=tail]</summary>
    GetList,

    /// <summary>[op a=src b=dst]</summary>
    GetHd,
    GetTl,

    /// <summary>[op a=src b=dst c=zero-based index]</summary>
    GetTupleElement,

    /// <summary>[op a=x src b=x dst c=index]</summary>
    GetTupleElementXX,

    /// <summary>[op a=tuple b=zero-based index][operand word value]</summary>
    SetTupleElement,

    /// <summary>[op a=head b=tail c=dst][literals]</summary>
    PutList,

    /// <summary>[op a=dst b=count][operand word]...</summary>
    PutTuple,

    /// <summary>[op a=dst b=number of updates c=size][operand word src][index, operand word]...</summary>
    UpdateRecord,

    // Jumps and tests: offset in the upper half of word 0, a = src
    Jump,

    /// <summary>[op a=src offset][count][values, ascending by bits]...[offsets, one a word]...</summary>
    SelectValue,

    /// <summary>[op a=src offset][minimum][count][offset]...: dense small integers.</summary>
    SelectSmallDense,

    /// <summary>[op a=src offset][count][operand words]...[offsets]...: values that need a comparison.</summary>
    SelectTerm,

    /// <summary>[op a=src offset][count][header words, ascending]...[offsets]...</summary>
    SelectTupleArity,
    IsInteger,
    IsFloat,
    IsNumber,
    IsAtom,
    IsBoolean,
    IsPid,
    IsReference,
    IsPort,
    IsNil,
    IsBinary,
    IsBitstring,
    IsList,

    /// <summary>The source is a y register; an x source has its own form, below.</summary>
    IsNonemptyList,
    IsTuple,
    IsFunction,
    IsMap,

    /// <summary>[op a=src offset][header word]</summary>
    TestArity,

    /// <summary>[op a=y src offset][header word][atom]: also checks that it is a tuple. An x source has its own form, below.</summary>
    IsTaggedTuple,

    /// <summary>[op a=src offset][header word]: is_tuple and test_arity in one.</summary>
    IsTupleOfArity,

    /// <summary>[op a=src offset][operand word arity]</summary>
    IsFunction2,

    /// <summary>[op a=src offset][immediate]</summary>
    IsEqExactImmediate,
    IsNeExactImmediate,

    /// <summary>[op a b][offset][small]: as IsLt and IsGe, a being a y register (x: below) and b the small integer behind.</summary>
    IsLtSmall,
    IsGeSmall,

    /// <summary>[op a b][offset][literals]</summary>
    IsLt,
    IsGe,
    IsEq,
    IsNe,
    IsEqExact,
    IsNeExact,

    // BIFs in instructions: offset 0 means raise
    /// <summary>[op a=dst][offset][BifEntry*][operand word]...: any guard BIF by its arity.</summary>
    GuardBif,

    /// <summary>[op a b c=dst][offset][literals]</summary>
    Add,
    Subtract,
    Multiply,
    IntegerDivide,
    Remainder,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,

    /// <summary>[op a b c=dst][offset][small]: as Add and Subtract, a being a register and b the small integer behind.</summary>
    AddSmall,
    SubtractSmall,

    /// <summary>[op a=index b=tuple c=dst][offset][literals]</summary>
    Element,

    /// <summary>[op a=src c=dst][offset][literal]</summary>
    TupleSize,

    /// <summary>[op a=src b=live + 1 c=dst][offset][literal]: b is 0 where it is not known how many x registers live.</summary>
    Length,
    MapSize,
    ByteSize,

    /// <summary>[op a=key b=map c=dst][offset][literals]</summary>
    MapGet,
    IsMapKey,

    /// <summary>[op a=src c=dst][offset][literal]</summary>
    Head,
    Tail,

    /// <summary>[op a=dst]</summary>
    Self,

    // Maps
    /// <summary>[op a=src offset][count][key operand word, dst descriptor]...</summary>
    GetMapElements,

    /// <summary>[op a=src offset][count][key operand word]...</summary>
    HasMapFields,

    /// <summary>[op a=dst b=live c=count of pairs][offset][operand word map][key, value operand words]...</summary>
    PutMapAssoc,
    PutMapExact,

    /// <summary>[op a=dst b=live c=count][key tuple][value operand words]...: a new map whose keys are constants.</summary>
    NewMap,

    // Exceptions
    /// <summary>[op a=y][handler address]</summary>
    Catch,

    /// <summary>[op a=y]</summary>
    CatchEnd,
    Try,
    TryEnd,
    TryCase,

    /// <summary>[op a=src][literal?]</summary>
    TryCaseEnd,
    BadMatch,
    CaseEnd,
    BadRecord,
    IfEnd,

    /// <summary>[op a=trace b=reason]</summary>
    Raise,
    RawRaise,
    BuildStacktrace,

    // Messages
    /// <summary>[op a=dst offset]: next message to x0, or jump to the wait instruction.</summary>
    LoopRec,

    /// <summary>[op offset]</summary>
    LoopRecEnd,
    RemoveMessage,

    /// <summary>[op offset]: offset of the loop_rec to run when a message comes.</summary>
    Wait,

    /// <summary>[op a=timeout offset][literal?]</summary>
    WaitTimeout,
    Timeout,

    /// <summary>[op a=dst]</summary>
    ReceiveMarkerReserve,

    /// <summary>[op a=marker b=reference]</summary>
    ReceiveMarkerBind,
    ReceiveMarkerClear,
    ReceiveMarkerUse,

    // Floats: f registers by number
    /// <summary>[op a=src b=f][literal?]</summary>
    FloatLoad,

    /// <summary>[op a=f b=dst]</summary>
    FloatStore,

    /// <summary>[op a=src b=f][offset][literal?]: any number to a float register.</summary>
    FloatConvert,

    /// <summary>[op a=f b=f c=f][offset]</summary>
    FloatAdd,
    FloatSubtract,
    FloatMultiply,
    FloatDivide,

    /// <summary>[op a=f b=f]</summary>
    FloatNegate,

    // Bit syntax
    /// <summary>[op a=src b=dst][offset][reserve][literal?]: makes a match context. Reserve is words to have free, live registers above.</summary>
    BsStartMatch,

    /// <summary>[op a=src b=dst c=position][offset][reserve][literal?]: bs_start_match and bs_get_position in one.</summary>
    BsStartMatchPosition,

    /// <summary>[op a=ctx b=dst][offset]: one unsigned byte, if there is one.</summary>
    BsGetByte,

    /// <summary>[op a=ctx b=size in bits, at most 64][offset][value]: steps over bits that equal a number.</summary>
    BsMatchNumber,

    /// <summary>[op a=ctx b=dst]</summary>
    BsGetPosition,

    /// <summary>[op a=ctx b=position]</summary>
    BsSetPosition,

    /// <summary>[op a=ctx b=dst][reserve]</summary>
    BsGetTail,

    /// <summary>[op a=src offset]: jumps if something is left; units and sizes in the word after.</summary>
    BsTestTail,
    BsTestUnit,

    /// <summary>[op a=ctx b=dst c=flags and unit][offset][operand word size][reserve]</summary>
    BsGetInteger,
    BsGetFloat,
    BsGetBinary,

    /// <summary>[op a=ctx][offset][operand word size][unit]</summary>
    BsSkipBits,

    /// <summary>[op a=ctx][offset][bit count][address of the bits]</summary>
    BsMatchString,

    /// <summary>[op a=ctx b=dst c=flags][offset]: utf8, utf16, utf32; skip forms have no dst.</summary>
    BsGetUtf8,
    BsGetUtf16,
    BsGetUtf32,
    BsSkipUtf8,
    BsSkipUtf16,
    BsSkipUtf32,

    /// <summary>[op a=ctx b=words][offset][reserve][commands]...: see MatchCommand.</summary>
    BsMatch,

    /// <summary>[op a=dst b=segments c=words and flag][offset][bits][reserve][segments]...: see BuildSegment.</summary>
    BsCreateBin,

    /// <summary>[op]: size in x0, result in x0.</summary>
    BsInitWritable,

    // Bit syntax of compilers before OTP 25: [op a=dst b=flags c=unit][offset][operand word][operand word]
    BsInit,
    BsAppend,
    BsPrivateAppend,
    BsPutInteger,
    BsPutBinary,
    BsPutFloat,
    BsPutString,
    BsPutUtf8,
    BsPutUtf16,
    BsPutUtf32,
    BsAdd,
    BsUtf8Size,
    BsUtf16Size,

    /// <summary>[op][CheckedType][size][operand word]: fails with badarg unless the source is of the type. See the validator.</summary>
    CheckType,

    // Forms for common operands and joined neighbours (Fusion.cs): the words are those of the plain instructions, one
    // after the other; X and Y say which registers the operands are. OpFamilies.Plain gives the plain first instruction.
    MoveXX2,
    MoveXXYX,
    MoveXXCall,
    MoveXXReturn,
    MoveXY2,
    MoveXY3,
    MoveXYXX,
    MoveXYXXCall,
    MoveYX2,
    MoveYX3,
    MoveYXCallLast,
    MoveYX2CallLast,
    MoveLXReturn,

    /// <summary>A frame of one slot, and that slot is moved to.</summary>
    AllocateOneMoveXY,
    AllocateMoveXY,
    AllocateMoveXY2,
    TestHeapPutList,
    PutListYXXDeallocateReturn,
    GetTupleElementXX2,
    IsNonemptyListX,

    /// <summary>Both with the same source.</summary>
    IsNonemptyListGetListX,
    IsTaggedTupleX,
    IsTaggedTupleGetX,

    /// <summary>Both with the same source.</summary>
    IsTupleSelectX,
    IsLtSmallX,
    IsLtSmallXReturn,
    IsGeSmallX,
    IsGeSmallXReturn,

    /// <summary>[op a=x][offset][small]: IsGe with the small integer on its left: x at most the small integer.</summary>
    IsLeSmallX,
    IsLeSmallXReturn,

    /// <summary>[op a=x][offset][small]: IsLt with the small integer on its left.</summary>
    IsGtSmallX,
    AddSmallXX,
    AddSmallXXCallOnly,
    SubtractSmallXX,
    SubtractSmallYX,
    SubtractSmallXXCall,
    SubtractSmallXXCallOnly,
    AddYXXDeallocateReturn,
}

/// <summary>What opcodes have in common.</summary>
public static class OpFamilies
{
    /// <summary>The plain form of an instruction: the one that a joined or register-only form begins with, else itself.</summary>
    public static Op Plain(Op op) =>
        op switch
        {
            < Op.MoveXX2 => op,
            Op.MoveXX2 or Op.MoveXXYX or Op.MoveXXCall or Op.MoveXXReturn => Op.MoveXX,
            Op.MoveXY2 or Op.MoveXY3 or Op.MoveXYXX or Op.MoveXYXXCall => Op.MoveXY,
            Op.MoveYX2 or Op.MoveYX3 or Op.MoveYXCallLast or Op.MoveYX2CallLast => Op.MoveYX,
            Op.MoveLXReturn => Op.MoveLX,
            Op.AllocateOneMoveXY or Op.AllocateMoveXY or Op.AllocateMoveXY2 => Op.Allocate,
            Op.TestHeapPutList => Op.TestHeap,
            Op.PutListYXXDeallocateReturn => Op.PutList,
            Op.GetTupleElementXX2 => Op.GetTupleElementXX,
            Op.IsNonemptyListX or Op.IsNonemptyListGetListX => Op.IsNonemptyList,
            Op.IsTaggedTupleX or Op.IsTaggedTupleGetX => Op.IsTaggedTuple,
            Op.IsTupleSelectX => Op.IsTuple,
            Op.IsLtSmallX or Op.IsLtSmallXReturn => Op.IsLtSmall,
            Op.IsGeSmallX or Op.IsGeSmallXReturn => Op.IsGeSmall,
            Op.IsLeSmallXReturn => Op.IsLeSmallX,
            Op.AddSmallXX or Op.AddSmallXXCallOnly => Op.AddSmall,
            Op.SubtractSmallXX or Op.SubtractSmallYX or Op.SubtractSmallXXCall or Op.SubtractSmallXXCallOnly => Op.SubtractSmall,
            Op.AddYXXDeallocateReturn => Op.Add,
            _ => op,
        };
}
