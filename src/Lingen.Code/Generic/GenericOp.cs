// The generic opcodes: the instruction set of .beam files, as the compilers of OTP write it. One line is one opcode;
// the generator makes the tables of names and arities from it. Numbers and arities are those of OTP's genop.tab.
namespace Lingen.Code;

/// <summary>Number of operands of a generic opcode; obsolete ones are in no file that a supported compiler wrote.</summary>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class OperandsAttribute(int count) : Attribute
{
    public int Count { get; } = count;

    /// <summary>Kept out of files since long before OTP 25; the reader knows its length, the loader refuses it.</summary>
    public bool Obsolete { get; set; }
}

/// <summary>Opcode of a generic instruction: one byte in the Code chunk. Tables: <see cref="GenericOpTable"/>.</summary>
// csharpier-ignore
public enum GenericOp : byte
{
    // Structure and calls.
    [Operands(1)]
    Label = 1,

    [Operands(3)]
    FuncInfo = 2,

    [Operands(0)]
    IntCodeEnd = 3,

    [Operands(2)]
    Call = 4,

    [Operands(3)]
    CallLast = 5,

    [Operands(2)]
    CallOnly = 6,

    [Operands(2)]
    CallExt = 7,

    [Operands(3)]
    CallExtLast = 8,

    [Operands(2)]
    Bif0 = 9,

    [Operands(4)]
    Bif1 = 10,

    [Operands(5)]
    Bif2 = 11,

    // Frames.
    [Operands(2)]
    Allocate = 12,

    [Operands(3)]
    AllocateHeap = 13,

    [Operands(2, Obsolete = true)]
    AllocateZero = 14,

    [Operands(3, Obsolete = true)]
    AllocateHeapZero = 15,

    [Operands(2)]
    TestHeap = 16,

    [Operands(1, Obsolete = true)]
    Init = 17,

    [Operands(1)]
    Deallocate = 18,

    [Operands(0)]
    Return = 19,

    // Messages.
    [Operands(0)]
    Send = 20,

    [Operands(0)]
    RemoveMessage = 21,

    [Operands(0)]
    Timeout = 22,

    [Operands(2)]
    LoopRec = 23,

    [Operands(1)]
    LoopRecEnd = 24,

    [Operands(1)]
    Wait = 25,

    [Operands(2)]
    WaitTimeout = 26,

    [Operands(4, Obsolete = true)]
    MPlus = 27,

    [Operands(4, Obsolete = true)]
    MMinus = 28,

    [Operands(4, Obsolete = true)]
    MTimes = 29,

    [Operands(4, Obsolete = true)]
    MDiv = 30,

    [Operands(4, Obsolete = true)]
    IntDiv = 31,

    [Operands(4, Obsolete = true)]
    IntRem = 32,

    [Operands(4, Obsolete = true)]
    IntBand = 33,

    [Operands(4, Obsolete = true)]
    IntBor = 34,

    [Operands(4, Obsolete = true)]
    IntBxor = 35,

    [Operands(4, Obsolete = true)]
    IntBsl = 36,

    [Operands(4, Obsolete = true)]
    IntBsr = 37,

    [Operands(3, Obsolete = true)]
    IntBnot = 38,

    // Comparisons and type tests.
    [Operands(3)]
    IsLt = 39,

    [Operands(3)]
    IsGe = 40,

    [Operands(3)]
    IsEq = 41,

    [Operands(3)]
    IsNe = 42,

    [Operands(3)]
    IsEqExact = 43,

    [Operands(3)]
    IsNeExact = 44,

    [Operands(2)]
    IsInteger = 45,

    [Operands(2)]
    IsFloat = 46,

    [Operands(2)]
    IsNumber = 47,

    [Operands(2)]
    IsAtom = 48,

    [Operands(2)]
    IsPid = 49,

    [Operands(2)]
    IsReference = 50,

    [Operands(2)]
    IsPort = 51,

    [Operands(2)]
    IsNil = 52,

    [Operands(2)]
    IsBinary = 53,

    [Operands(2, Obsolete = true)]
    IsConstant = 54,

    [Operands(2)]
    IsList = 55,

    [Operands(2)]
    IsNonemptyList = 56,

    [Operands(2)]
    IsTuple = 57,

    [Operands(3)]
    TestArity = 58,

    // Jumps.
    [Operands(3)]
    SelectVal = 59,

    [Operands(3)]
    SelectTupleArity = 60,

    [Operands(1)]
    Jump = 61,

    // Exceptions and data moves.
    [Operands(2)]
    Catch = 62,

    [Operands(1)]
    CatchEnd = 63,

    [Operands(2)]
    Move = 64,

    [Operands(3)]
    GetList = 65,

    [Operands(3)]
    GetTupleElement = 66,

    [Operands(3)]
    SetTupleElement = 67,

    [Operands(3, Obsolete = true)]
    PutString = 68,

    [Operands(3)]
    PutList = 69,

    [Operands(2, Obsolete = true)]
    PutTuple = 70,

    [Operands(1, Obsolete = true)]
    Put = 71,

    [Operands(1)]
    Badmatch = 72,

    [Operands(0)]
    IfEnd = 73,

    [Operands(1)]
    CaseEnd = 74,

    [Operands(1)]
    CallFun = 75,

    [Operands(3, Obsolete = true)]
    MakeFun = 76,

    [Operands(2)]
    IsFunction = 77,

    [Operands(2)]
    CallExtOnly = 78,

    [Operands(2, Obsolete = true)]
    BsStartMatch = 79,

    [Operands(5, Obsolete = true)]
    BsGetInteger = 80,

    [Operands(5, Obsolete = true)]
    BsGetFloat = 81,

    [Operands(5, Obsolete = true)]
    BsGetBinary = 82,

    [Operands(4, Obsolete = true)]
    BsSkipBits = 83,

    [Operands(2, Obsolete = true)]
    BsTestTail = 84,

    [Operands(1, Obsolete = true)]
    BsSave = 85,

    [Operands(1, Obsolete = true)]
    BsRestore = 86,

    [Operands(2, Obsolete = true)]
    BsInit = 87,

    [Operands(2, Obsolete = true)]
    BsFinal = 88,

    [Operands(5)]
    BsPutInteger = 89,

    [Operands(5)]
    BsPutBinary = 90,

    [Operands(5)]
    BsPutFloat = 91,

    [Operands(2)]
    BsPutString = 92,

    [Operands(1, Obsolete = true)]
    BsNeedBuf = 93,

    [Operands(0, Obsolete = true)]
    Fclearerror = 94,

    [Operands(1, Obsolete = true)]
    Fcheckerror = 95,

    // Floats.
    [Operands(2)]
    Fmove = 96,

    [Operands(2)]
    Fconv = 97,

    [Operands(4)]
    Fadd = 98,

    [Operands(4)]
    Fsub = 99,

    [Operands(4)]
    Fmul = 100,

    [Operands(4)]
    Fdiv = 101,

    [Operands(3)]
    Fnegate = 102,

    [Operands(1, Obsolete = true)]
    MakeFun2 = 103,

    // Exceptions.
    [Operands(2)]
    Try = 104,

    [Operands(1)]
    TryEnd = 105,

    [Operands(1)]
    TryCase = 106,

    [Operands(1)]
    TryCaseEnd = 107,

    [Operands(2)]
    Raise = 108,

    [Operands(6)]
    BsInit2 = 109,

    [Operands(3, Obsolete = true)]
    BsBitsToBytes = 110,

    [Operands(5)]
    BsAdd = 111,

    [Operands(1)]
    Apply = 112,

    [Operands(2)]
    ApplyLast = 113,

    [Operands(2)]
    IsBoolean = 114,

    [Operands(3)]
    IsFunction2 = 115,

    [Operands(5, Obsolete = true)]
    BsStartMatch2 = 116,

    // Bit syntax.
    [Operands(7)]
    BsGetInteger2 = 117,

    [Operands(7)]
    BsGetFloat2 = 118,

    [Operands(7)]
    BsGetBinary2 = 119,

    [Operands(5)]
    BsSkipBits2 = 120,

    [Operands(3)]
    BsTestTail2 = 121,

    [Operands(2, Obsolete = true)]
    BsSave2 = 122,

    [Operands(2, Obsolete = true)]
    BsRestore2 = 123,

    [Operands(5)]
    GcBif1 = 124,

    [Operands(6)]
    GcBif2 = 125,

    [Operands(2, Obsolete = true)]
    BsFinal2 = 126,

    [Operands(2, Obsolete = true)]
    BsBitsToBytes2 = 127,

    [Operands(2, Obsolete = true)]
    PutLiteral = 128,

    [Operands(2)]
    IsBitstr = 129,

    [Operands(1, Obsolete = true)]
    BsContextToBinary = 130,

    [Operands(3)]
    BsTestUnit = 131,

    [Operands(4)]
    BsMatchString = 132,

    [Operands(0)]
    BsInitWritable = 133,

    [Operands(8)]
    BsAppend = 134,

    [Operands(6)]
    BsPrivateAppend = 135,

    [Operands(2)]
    Trim = 136,

    [Operands(6)]
    BsInitBits = 137,

    [Operands(5)]
    BsGetUtf8 = 138,

    [Operands(4)]
    BsSkipUtf8 = 139,

    [Operands(5)]
    BsGetUtf16 = 140,

    [Operands(4)]
    BsSkipUtf16 = 141,

    [Operands(5)]
    BsGetUtf32 = 142,

    [Operands(4)]
    BsSkipUtf32 = 143,

    [Operands(3)]
    BsUtf8Size = 144,

    [Operands(3)]
    BsPutUtf8 = 145,

    [Operands(3)]
    BsUtf16Size = 146,

    [Operands(3)]
    BsPutUtf16 = 147,

    [Operands(3)]
    BsPutUtf32 = 148,

    [Operands(0)]
    OnLoad = 149,

    [Operands(1, Obsolete = true)]
    RecvMark = 150,

    [Operands(1, Obsolete = true)]
    RecvSet = 151,

    [Operands(7)]
    GcBif3 = 152,

    [Operands(1)]
    Line = 153,

    // Maps.
    [Operands(5)]
    PutMapAssoc = 154,

    [Operands(5)]
    PutMapExact = 155,

    [Operands(2)]
    IsMap = 156,

    [Operands(3)]
    HasMapFields = 157,

    [Operands(3)]
    GetMapElements = 158,

    [Operands(4)]
    IsTaggedTuple = 159,

    // OTP 21 and later.
    [Operands(0)]
    BuildStacktrace = 160,

    [Operands(0)]
    RawRaise = 161,

    [Operands(2)]
    GetHd = 162,

    [Operands(2)]
    GetTl = 163,

    [Operands(2)]
    PutTuple2 = 164,

    [Operands(3)]
    BsGetTail = 165,

    [Operands(4)]
    BsStartMatch3 = 166,

    [Operands(3)]
    BsGetPosition = 167,

    [Operands(2)]
    BsSetPosition = 168,

    [Operands(2)]
    Swap = 169,

    [Operands(4)]
    BsStartMatch4 = 170,

    [Operands(3)]
    MakeFun3 = 171,

    [Operands(1)]
    InitYregs = 172,

    [Operands(2)]
    RecvMarkerBind = 173,

    [Operands(1)]
    RecvMarkerClear = 174,

    [Operands(1)]
    RecvMarkerReserve = 175,

    [Operands(1)]
    RecvMarkerUse = 176,

    // OTP 25 and later.
    [Operands(6)]
    BsCreateBin = 177,

    [Operands(3)]
    CallFun2 = 178,

    [Operands(0)]
    NifStart = 179,

    [Operands(1)]
    Badrecord = 180,

    [Operands(5)]
    UpdateRecord = 181,

    [Operands(3)]
    BsMatch = 182,

    [Operands(2)]
    ExecutableLine = 183,

    // OTP 28 and 29.
    [Operands(4)]
    DebugLine = 184,

    [Operands(6)]
    Bif3 = 185,

    [Operands(2)]
    IsAnyNativeRecord = 186,

    [Operands(4)]
    IsNativeRecord = 187,

    [Operands(3)]
    GetRecordElements = 188,

    [Operands(6)]
    PutRecord = 189,

    [Operands(3)]
    IsRecordAccessible = 190,

    [Operands(5)]
    GetRecordField = 191,
}
