using OnePasswordFunctions;
using OnePasswordFunctions.Settings;

SystemProxy.Settle();
return await IngesterHost.RunAsync(args);
