/* First steps that several codes share; the words in braces are those of
 * diagnose/placeholders.def.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DCOMAUTH_FIRST_STEPS_H
#define DCOMAUTH_FIRST_STEPS_H

#define STEP_NONE "Nothing needs to be done: this is part of a healthy exchange."
#define STEP_LOGS "Look at the System and Security logs of {refuser} at that time."
#define STEP_UPDATE_CLIENT                                                                         \
    "Update the Kerberos library of {client}: the other side does not understand its message."
#define STEP_PACKETS                                                                               \
    "Look for something between {client} and {refuser} that changes, repeats or reorders packets."
#define STEP_CLOCKS                                                                                \
    "Compare the clocks of {client} and {refuser} with that of the PDC emulator: "                 \
    "`w32tm /query /status`."
#define STEP_CHECK_ACCOUNT "Check the spelling of the account and the domain that {client} uses."
#define STEP_PASSWORD "Enter the present password wherever the application on {client} stores it."
#define STEP_NEW_PASSWORD                                                                          \
    "Set a new password for the account, and enter it wherever the application stores it."
#define STEP_CLIENT_CERT                                                                           \
    "Check the logon certificate of {client}: its issuer, its purpose, how long it is valid, and " \
    "the account that it names."
#define STEP_KDC_CERT                                                                              \
    "Check the domain controller's certificate of {refuser}: its issuer, its purpose, its names "  \
    "and how long it is valid (`certutil -dcinfo verify`)."
#define STEP_REVOCATION                                                                            \
    "Check that {refuser} can fetch the revocation lists of the certificate's issuer: "            \
    "`certutil -verify -urlfetch` with the certificate."
#define STEP_TRUST                                                                                 \
    "Check the trust between the two domains: `nltest /domain_trusts` lists them, "                \
    "`netdom trust` with /verify tests one."
#define STEP_SECURE_CHANNEL                                                                        \
    "Check the secure channel of the computer to its domain: `Test-ComputerSecureChannel`, with "  \
    "-Repair where it is broken."
#define STEP_FIND_DC                                                                               \
    "Check that {refuser} finds and reaches a domain controller: `nltest /dsgetdc:` with the "     \
    "domain."
#define STEP_RESOURCES "Check memory, handles and load of {refuser}, and try again."
#define STEP_SESSION "Let the client open a new session: end the old one and try again."
#define STEP_SERVER_PROGRAM                                                                        \
    "Look for a crash or an exception of the server program in the Application log of {server}."
#define STEP_INTERFACE                                                                             \
    "Compare the versions of the client program and of the server program: they disagree about "   \
    "the interface."
#define STEP_RESTART_SERVER                                                                        \
    "Check that the server program on {server} runs, and let the client connect anew."

#endif
