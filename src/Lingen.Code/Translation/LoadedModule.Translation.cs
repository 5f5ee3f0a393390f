// What the translator asks of a module version.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class LoadedModule
{
    /// <summary>Keeps a constant that stands in the code itself (a large integer) for the life of this version.</summary>
    public Term AddConstant(Term constant) => constant.IsImmediate ? constant : TermCopier.CopyToLiteral(constant, out _);
}
