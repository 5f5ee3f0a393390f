// prim_file's conversions of file names, and file:native_name_encoding/0.
using System.Text.Unicode;

namespace Lingen.IO;

/// <summary>BIFs over <see cref="FileNameEncodings"/>.</summary>
public static unsafe class FileNameBifs
{
    [Bif("prim_file", "internal_name2native")]
    public static Term InternalNameToNative(ref BifContext context, Term name)
    {
        Term native = FileNameEncodings.ToNative(context.Heap, name, Host.Of(context.Vm).FileNames);
        return native.IsNone ? context.BadArg() : native;
    }

    [Bif("prim_file", "internal_native2name")]
    public static Term InternalNativeToName(ref BifContext context, Binary native)
    {
        Host host = Host.Of(context.Vm);
        Bitstring bytes = HostBytes.Align(context.Heap, native.Bits);
        Term name = FileNameEncodings.ToName(context.Heap, bytes.AlignedBytes, host.FileNames);
        return !name.IsNone ? name : Tuple.Create(context.Heap, Atoms.Error, WarningAtom(host.FileNameWarnings));
    }

    /// <summary>Composes what file systems of macOS take apart; those of Linux do not, so only tests call it here.</summary>
    [Bif("prim_file", "internal_normalize_utf8")]
    public static Term InternalNormalizeUtf8(ref BifContext context, Binary text)
    {
        Bitstring bytes = HostBytes.Align(context.Heap, text.Bits);
        return Utf8.IsValid(bytes.AlignedBytes)
            ? FileNameComposition.Utf8ToList(context.Heap, bytes.AlignedBytes)
            : context.BadArg();
    }

    [Bif("prim_file", "is_translatable")]
    public static Term IsTranslatable(ref BifContext context, Binary name)
    {
        bool anything = Host.Of(context.Vm).FileNames == FileNameEncoding.Latin1;
        return Term.Boolean(anything || Utf8.IsValid(HostBytes.Align(context.Heap, name.Bits).AlignedBytes));
    }

    [Bif("file", "native_name_encoding")]
    public static Term NativeNameEncoding(ref BifContext context) =>
        Host.Of(context.Vm).FileNames == FileNameEncoding.Latin1 ? Atoms.Latin1 : Atoms.Utf8;

    private static Term WarningAtom(FileNameWarning warning) =>
        warning switch
        {
            FileNameWarning.Ignore => Atoms.Ignore,
            FileNameWarning.Error => Atoms.Error,
            _ => Atoms.Warning,
        };
}
