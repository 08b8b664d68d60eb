import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates each PDF named on the command line as PDF/A-3a and as PDF/UA-1 with veraPDF. Prints one
 * line for each file and profile: file, profile, "ok" or "FAIL", then the failed rules with how often.
 */
public class Validate {
    public static void main(String[] files) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour[] profiles = {PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1};
        boolean good = true;
        for (String name : files) {
            for (PDFAFlavour profile : profiles) {
                good &= check(new File(name), profile);
            }
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean check(File file, PDFAFlavour profile) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, profile);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> failed = new TreeMap<>();
            for (TestAssertion test : result.getTestAssertions()) {
                if (test.getStatus() != TestAssertion.Status.PASSED) {
                    String rule = test.getRuleId().getClause() + "-" + test.getRuleId().getTestNumber();
                    failed.merge(rule + " " + test.getMessage() + " @ " + test.getLocation().getContext(), 1, Integer::sum);
                }
            }
            System.out.println(file.getName() + "\t" + profile.getId() + "\t"
                + (result.isCompliant() ? "ok" : "FAIL") + "\t" + failed);
            return result.isCompliant();
        }
    }
}
