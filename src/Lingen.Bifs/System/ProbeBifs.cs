// Dynamic trace tags (erlang:dt_*). Without probes compiled in, BEAM answers as below; file operations call these all the time.
namespace Lingen.Bifs;

/// <summary>BIFs of user tags for dynamic tracing; there are no probes, so there is never a tag.</summary>
public static class ProbeBifs
{
    [Bif("erlang", "dt_put_tag")]
    public static Term PutTag(ref BifContext context, Term tag) => Atoms.Undefined;

    [Bif("erlang", "dt_get_tag")]
    [Bif("erlang", "dt_get_tag_data")]
    public static Term GetTag(ref BifContext context) => Atoms.Undefined;

    [Bif("erlang", "dt_prepend_vm_tag_data")]
    [Bif("erlang", "dt_append_vm_tag_data")]
    public static Term AddTagData(ref BifContext context, Term data) => data;

    [Bif("erlang", "dt_spread_tag")]
    [Bif("erlang", "dt_restore_tag")]
    public static Term SpreadTag(ref BifContext context, Term tag) => Atoms.True;
}
