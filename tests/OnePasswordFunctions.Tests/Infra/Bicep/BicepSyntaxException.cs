namespace OnePasswordFunctions.Tests.Infra.Bicep;

internal sealed class BicepSyntaxException(int line, string problem) : Exception($"line {line}: {problem}");
