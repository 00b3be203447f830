"""SMART App Launch: from the EHR's link to an authorised FHIR client. Knows OAuth and addresses, nothing of coding."""
