// crypto's ciphers without authentication: at once and in steps.
namespace Lingen.IO;

/// <summary>The functions ng_crypto_* and cipher_info_nif of crypto.</summary>
public static unsafe class CipherBifs
{
    private const string File = "api_ng.c";

    [Bif("crypto", "cipher_info_nif")]
    public static Term CipherInfo(ref BifContext context, Term name)
    {
        CipherType? cipher = Ciphers.Find(name);
        if (cipher == null)
        {
            return context.BadArg();
        }
        if (cipher.Method == 0)
        {
            return context.Error(Atoms.Notsup);
        }
        int type = LibCrypto.EVP_CIPHER_get_type(cipher.Method);
        Term* pairs = stackalloc Term[]
        {
            Atoms.Type,
            type == 0 ? Atoms.Undefined : Term.Small(type),
            Atoms.KeyLength,
            Term.Small(LibCrypto.EVP_CIPHER_get_key_length(cipher.Method)),
            Atoms.IvLength,
            Term.Small(LibCrypto.EVP_CIPHER_get_iv_length(cipher.Method)),
            Atoms.BlockSize,
            Term.Small(LibCrypto.EVP_CIPHER_get_block_size(cipher.Method)),
            Atoms.PropAead,
            Term.Boolean((LibCrypto.EVP_CIPHER_get_flags(cipher.Method) & (nuint)LibCrypto.CipherFlagAead) != 0),
            Atoms.Mode,
            Mode(LibCrypto.EVP_CIPHER_get_mode(cipher.Method)),
        };
        return Maps.FromKeysValues(context.Heap, pairs, 6);
    }

    private static Term Mode(int mode) =>
        mode switch
        {
            0 => Atoms.StreamCipher,
            1 => Atoms.EcbMode,
            2 => Atoms.CbcMode,
            3 => Atoms.CfbMode,
            4 => Atoms.OfbMode,
            5 => Atoms.CtrMode,
            6 => Atoms.GcmMode,
            7 => Atoms.CcmMode,
            0x10001 => Atoms.XtsMode,
            0x10002 => Atoms.WrapMode,
            0x10003 => Atoms.OcbMode,
            _ => Atoms.Undefined,
        };

    [Bif("crypto", "ng_crypto_init_nif")]
    public static Term Init(ref BifContext context, Term cipher, Term key, Term vector, Term options)
    {
        if (Reference.Resource<CipherStream>(cipher) is { } stream)
        {
            return SetDirection(ref context, cipher, stream, options);
        }
        if (!cipher.IsAtom)
        {
            return CryptoFailure.BadArg(ref context, File, 0, "Expected cipher name atom");
        }
        CipherStream? created = CipherSetup.Create(ref context, cipher, key, vector, options, 3);
        return created == null ? Term.None : Resources.Wrap(ref context, created);
    }

    private static Term SetDirection(ref BifContext context, Term reference, CipherStream stream, Term direction)
    {
        if (!direction.IsBoolean)
        {
            return CryptoFailure.BadArg(ref context, File, 3, "Expected true or false");
        }
        if (!stream.TryEnter())
        {
            return context.Retry();
        }
        stream.Direction = direction == Atoms.True ? 1 : 0;
        int result = LibCrypto.EVP_CipherInit_ex(stream.Context, 0, 0, null, null, stream.Direction);
        stream.Leave();
        return result == 1 ? reference : CryptoFailure.Error(ref context, File, "Can't initialize encflag");
    }

    [Bif("crypto", "ng_crypto_update_nif")]
    public static Term Update(ref BifContext context, Term reference, Term data)
    {
        if (!InputBytes.TryIoData(data, out InputBytes input))
        {
            return CryptoFailure.BadArg(ref context, File, 1, "expected binary");
        }
        using (input)
        {
            if (Reference.Resource<CipherStream>(reference) is not { } stream)
            {
                return CryptoFailure.BadArg(ref context, File, 0, "Bad State");
            }
            if (input.IsLong(ref context))
            {
                return context.GoDirty();
            }
            if (!stream.TryEnter())
            {
                return context.Retry();
            }
            using var output = new OutputBytes(stream.Capacity(input.Length32));
            int written = stream.Update(ref context, input, output.Start);
            stream.Leave();
            return written < 0 ? Term.None : output.ToBinary(context.Heap, written);
        }
    }

    [Bif("crypto", "ng_crypto_final_nif")]
    public static Term Final(ref BifContext context, Term reference)
    {
        if (Reference.Resource<CipherStream>(reference) is not { } stream)
        {
            return CryptoFailure.BadArg(ref context, File, 0, "Bad State");
        }
        if (!stream.TryEnter())
        {
            return context.Retry();
        }
        byte* output = stackalloc byte[stream.Capacity(stream.Capacity(0))];
        int written = stream.Finish(ref context, output);
        stream.Leave();
        return written < 0 ? Term.None : Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(output, written));
    }

    [Bif("crypto", "ng_crypto_get_data_nif")]
    public static Term GetData(ref BifContext context, Term reference)
    {
        if (Reference.Resource<CipherStream>(reference) is not { } stream)
        {
            return CryptoFailure.BadArg(ref context, File, 0, "Bad State");
        }
        Term* pairs = stackalloc Term[]
        {
            Atoms.Size,
            HostNumbers.Create(context.Heap, stream.Size),
            Atoms.PaddingSize,
            Term.Small(stream.PaddedSize),
            Atoms.PaddingType,
            stream.Padding,
            Atoms.Encrypt,
            Term.Boolean(stream.Direction != 0),
        };
        return Maps.FromKeysValues(context.Heap, pairs, 4);
    }

    [Bif("crypto", "ng_crypto_one_time_nif")]
    public static Term OneTime(ref BifContext context, Term cipher, Term key, Term vector, Term data, Term options)
    {
        if (!InputBytes.TryIoData(data, out InputBytes input))
        {
            return CryptoFailure.BadArg(ref context, File, 3, "expected binary as data");
        }
        using (input)
        {
            if (input.IsLong(ref context))
            {
                return context.GoDirty();
            }
            CipherStream? stream = CipherSetup.Create(ref context, cipher, key, vector, options, 4);
            if (stream == null)
            {
                return Term.None;
            }
            using var output = new OutputBytes(stream.Capacity(stream.Capacity(input.Length32)));
            int written = stream.Update(ref context, input, output.Start);
            int last = written < 0 ? -1 : stream.Finish(ref context, output.Start + written);
            stream.Released();
            return last < 0 ? Term.None : output.ToBinary(context.Heap, written + last);
        }
    }
}
