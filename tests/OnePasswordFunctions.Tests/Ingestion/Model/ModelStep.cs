namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>One thing that happens in a schedule. Everything random in it follows from its seed, so that dropping other steps does not change it.</summary>
internal readonly record struct ModelStep(ModelStepKind Kind, int Seed);
