namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>
/// Makes schedules from seeds, runs them, and shortens the ones that fail. Not by CsCheck, as properties are: the same schedules in
/// every run make its figures compare, a failing one is named by one number, and dropping steps gives the shortest story, where new
/// random schedules would only happen to be shorter.
/// </summary>
internal static class ModelSchedule
{
    public static ModelStep[] Create(int seed, ModelRules rules)
    {
        var random = new Random(seed);
        var steps = new ModelStep[random.Next(3, 16)];
        for (int index = 0; index < steps.Length; index++)
        {
            ModelStepKind kind = random.Next(100) switch
            {
                < 30 => ModelStepKind.Arrive,
                < 65 => ModelStepKind.Run,
                < 85 => rules.OnlyKills ? ModelStepKind.Run : ModelStepKind.RunTwo,
                < 92 => rules.OnlyKills ? ModelStepKind.Run : ModelStepKind.RejectCursors,
                _ => ModelStepKind.Wait,
            };
            steps[index] = new ModelStep(kind, random.Next());
        }

        if (random.Next(6) == 0)
        {
            steps[0] = new ModelStep(ModelStepKind.OlderRow, random.Next());
        }

        return steps;
    }

    /// <summary>What a schedule violates, or null.</summary>
    public static string? Violation(IReadOnlyList<ModelStep> steps, ModelRules rules, ModelFigures figures)
    {
        try
        {
            new ModelWorld(rules, figures).Play(steps);
            return null;
        }
        catch (Exception e)
        {
            return e is ModelViolationException ? e.Message : e.ToString();
        }
    }

    /// <summary>Drops steps as long as the rest still fails.</summary>
    public static IReadOnlyList<ModelStep> Shrink(IReadOnlyList<ModelStep> failing, ModelRules rules)
    {
        var steps = failing.ToList();
        for (bool isShorter = true; isShorter;)
        {
            isShorter = false;
            for (int index = steps.Count - 1; index >= 0; index--)
            {
                List<ModelStep> fewer = [.. steps.Take(index), .. steps.Skip(index + 1)];
                if (Violation(fewer, rules, new ModelFigures()) is not null)
                {
                    (steps, isShorter) = (fewer, true);
                }
            }
        }

        return steps;
    }
}
