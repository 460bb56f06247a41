package org.youthhome.demo;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;

/** The accounts that the start page offers; there only in the demonstration. */
@Hidden
@RestController
public class DemonstrationAccountsController {

    /** @param community where the account is at home, by name */
    public record AccountView(String name, String description, String community) {}

    @GetMapping("/demo/accounts.json")
    @Access(Access.Who.ANYONE)
    List<AccountView> accounts() {
        List<AccountView> accounts = new ArrayList<>();
        Demonstration.accounts()
                .forEach(account ->
                        accounts.add(new AccountView(account.name(), account.description(), account.place())));
        accounts.add(new AccountView("volunteer-1", "志愿者 volunteer：volunteer-1、volunteer-2……任意多", ""));
        accounts.add(new AccountView("resident-1", "居民 resident：resident-1、resident-2……任意多", ""));
        return accounts;
    }
}
