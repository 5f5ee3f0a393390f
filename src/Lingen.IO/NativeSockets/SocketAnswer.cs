// The answers of prim_socket's functions that several of them give.
namespace Lingen.IO;

/// <summary>Builds answers.</summary>
internal static unsafe class SocketAnswer
{
    /// <summary>{error, closed}.</summary>
    public static Term Closed(TermHeap* heap) => Error(heap, Atoms.Closed);

    public static Term Ok(TermHeap* heap, Term value) => Tuple.Create(heap, Atoms.Ok, value);

    public static Term Error(TermHeap* heap, Term reason) => Tuple.Create(heap, Atoms.Error, reason);

    /// <summary>{error, Posix} of the system call that has just failed.</summary>
    public static Term LastError(TermHeap* heap) => PosixError.Tuple(heap, LibC.LastError);

    /// <summary>{invalid, What}: prim_socket makes an error of it that names the argument.</summary>
    public static Term Invalid(TermHeap* heap, Term what) => Tuple.Create(heap, Atoms.Invalid, what);

    /// <summary>{error, {invalid, What}}.</summary>
    public static Term ErrorInvalid(TermHeap* heap, Term what) => Error(heap, Invalid(heap, what));

    /// <summary>An exception, {invalid, What}: a call that makes no sense in the state that the socket is in.</summary>
    public static Term Raise(ref BifContext context, Term what) => context.Error(Invalid(context.Heap, what));

    /// <summary>For an argument that is no small number: {error, {invalid, {integer_range, Number}}}, or badarg if it is no integer.</summary>
    public static Term NoNumber(ref BifContext context, Term argument) =>
        argument.IsInteger
            ? ErrorInvalid(context.Heap, Tuple.Create(context.Heap, Atoms.IntegerRange, argument))
            : context.BadArg();
}
