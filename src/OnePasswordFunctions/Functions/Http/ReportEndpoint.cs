namespace OnePasswordFunctions.Functions.Http;

/// <summary>A function that takes no argument but the form of its answer.</summary>
internal abstract class ReportEndpoint
{
    /// <summary>Answers the call, errors included.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestArguments arguments = RequestArguments.FromQuery(context.Request, AnswerFormats.Argument);
        AnswerFormat format = Answer.ChooseFormat(arguments, context.Request);
        if (arguments.Problems.Count > 0)
        {
            await Problem.Of(arguments.Problems).WriteAsync(context);
            return;
        }

        Answer answer = await AnswerAsync(context.RequestAborted);
        await answer.WriteAsync(context, format);
    }

    protected abstract Task<Answer> AnswerAsync(CancellationToken cancellationToken);
}
