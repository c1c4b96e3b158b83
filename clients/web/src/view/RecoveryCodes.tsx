/* Ten codes for the day the phone is lost; the server does not show them again. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <section aria-labelledby="codes-title">
      <h2 class="side__title" id="codes-title">
        Your recovery codes
      </h2>
      <p>
        Each lets you in once when your phone is lost. Print them or write them down now: they are shown only this time.
      </p>
      <ul class="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="nhsuk-button-group no-print">
        <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => print()}>
          Print
        </button>
      </div>
    </section>
  );
}
