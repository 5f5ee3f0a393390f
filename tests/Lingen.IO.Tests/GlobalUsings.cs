// Our words win over .NET's where they clash.
global using Lingen.IO;
global using Lingen.Memory;
global using Lingen.Runtime;
global using Lingen.Terms;
global using Xunit;
global using List = Lingen.Terms.List;
global using NativeMemory = Lingen.Terms.NativeMemory;
global using Tuple = Lingen.Terms.Tuple;
