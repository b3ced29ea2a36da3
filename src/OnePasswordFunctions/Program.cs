using OnePasswordFunctions;

return await IngesterHost.RunAsync(args);
